/** `indexsim/vitest` as a project has it, built and in a process of its own. */
import { execFile } from 'node:child_process'
import path from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'

const project = path.resolve(import.meta.dirname, 'fixtures/vitest-project')
const vitest = path.resolve(import.meta.dirname, '../../node_modules/vitest/vitest.mjs')

function run(): Promise<{ code: number; printed: string }> {
  const env = { ...process.env }
  // The runner around us has said things that are not for the runner inside.
  for (const name of Object.keys(env)) if (/^(VITEST|TEST|INDEXSIM)/.test(name)) delete env[name]
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [vitest, 'run', '--root', project, '--no-color', '--reporter', 'verbose'],
      { env, timeout: 120_000 },
      (error, stdout, stderr) =>
        resolve({
          code: error === null ? 0 : Number(error.code),
          printed: stripVTControlCharacters(stdout + stderr),
        }),
    )
  })
}

describe('the fixture of indexsim/vitest', () => {
  let printed = ''
  beforeAll(async () => {
    const ended = await run()
    printed = ended.printed
    expect(ended.code).toBe(1)
    // A whole test run: far longer than it takes, on a busy machine too.
  }, 150_000)

  it('gives each test a simulator with its options, and closes it', () => {
    expect(printed).toMatch(/✓ .*has another simulator, and the one before is closed/)
    expect(printed).toMatch(/✓ .*passes with the options that simulators have/)
    expect(printed).toContain('7 failed | 5 passed (12)')
  })

  it('prints seed, faults and trace of a failed test, once', () => {
    expect(printed).toContain(
      `indexsim: the failed test ran with seed 7

Fault rules, of which 1 of 2 fired:
  fail-1: documents "a" fail to be indexed with BAD_PDF (cannot parse).
    Fired once, of 1 that matched.
  lose-1: documents "b" are accepted and then gone.
    Never fired: nothing came to its phase.

The trace:
  {"at":5,"corpus":"kendra:index000-`,
    )
    expect(printed.match(/indexsim: the failed test ran with seed/g)).toHaveLength(6)
    expect(printed).toContain(
      "indexsim: the failed test ran with seed 1\n\nThe trace was not kept: option trace is 'off'.\n",
    )
  })

  it('fails a test that leaves a call under way, and names it', () => {
    expect(printed).toContain(
      `SimulatorClosedError: The test ended while this was under way; is an await missing?
  kendra BatchPutDocument on kendra:index000-0000-4000-8000-000000000000, since 00:00:00.016
Where it is meant to be cut off, end the test with \`await sim.close()\`.`,
    )
    expect(printed).toContain('[7/7]')
    expect(printed).not.toContain('kendra ListTagsForResource on')
    expect(printed).toMatch(/✓ .*may leave what it has cut off, and a sleep/)
    expect(printed).toMatch(/✓ .*may have a client that lets go of its call/)
    expect(printed).toMatch(/✓ .*may leave a loop in the background/)
  })

  it('fails a test for the call of a client, and for a run, that it leaves under way', () => {
    const underWay = 'SimulatorClosedError: The test ended while this was under way; is an await missing?\n  '
    expect(printed).toContain(`${underWay}kendra BatchDeleteDocument on kendra:`)
    expect(printed).toContain(`${underWay}run, which has set a timer of 5000 ms`)
    expect(printed).not.toContain('Unhandled')
  })

  it('has taught expect the matchers', () => {
    expect(printed).toContain(
      'expect(sim).toHaveStatus(corpus, "a", status)\n\nDocument "a" of index000-0000-4000-8000-000000000000 is FAILED (BAD_PDF: cannot parse), and nothing of it is searchable; faults: fail-1 (fail).\n\nExpected: "INDEXED"\nReceived: "FAILED"',
    )
  })
})
