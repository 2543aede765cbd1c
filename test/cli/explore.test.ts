/** `indexsim explore` and `indexsim replay`, as processes of their own. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sweep } from '../../src/cli/explore/sweep.ts'
import { FOLDER, indexsim, type Outcome } from './run-command.ts'

const BROKEN = 'fixtures/scenarios/throttled.js'
const REPAIRED = 'fixtures/scenarios/patient.js'
const SILENT = { start() {}, step() {}, say() {}, stop() {} }
const folder = mkdtempSync(path.join(tmpdir(), 'indexsim-cli-explore-'))
const file = path.join(folder, 'failure.json')

/** The search for the planted bug, once for all that look at what it finds. */
let found: Outcome

beforeAll(async () => {
  found = await indexsim(['explore', BROKEN, '--output', file])
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Found {
  readonly kind: string
  readonly seed: number
  readonly faults: readonly { readonly name: string }[]
  readonly digest: string
  readonly trace: readonly string[]
  readonly token: string
}

describe('indexsim explore', () => {
  it('finds nothing in a scenario that is right, by the options of its module', async () => {
    const { exitCode, stdout } = await indexsim(['explore', REPAIRED])
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(
      /^No seed fails, of 40\. Faults fired \d+ times\. Checked were that the scenario does not throw, 0 invariants, and 40 corpora against their source\.\n$/,
    )
  })

  it('tells the first seed that fails, made smaller, and a line that fails again in the same way', async () => {
    const { exitCode, stdout } = found
    expect(exitCode).toBe(1)
    expect(stdout).toMatch(/^Seed \d+ fails \(run \d+ of 40; made smaller by \d+ more runs\)\.\n/)
    expect(stdout).toContain('swarm: throttle')
    expect(stdout).toContain(`or, from its file:\n  indexsim replay ${file}\n`)
    const line = /^ {2}indexsim (replay indexsim1\S+)$/m.exec(stdout)?.[1] ?? ''
    for (const args of [line.split(' '), ['replay', file]]) {
      const again = await indexsim(args)
      expect(again.exitCode).toBe(1)
      expect(again.stdout).toContain('replayed, with the recorded trace')
      const { digest } = JSON.parse(readFileSync(file, 'utf8')) as Found
      expect(again.stdout).toContain(`digest ${digest}:`)
    }
  })

  it('tells the same for any number of processes', async () => {
    const results: string[] = []
    for (const processes of ['1', '3']) {
      const args = ['explore', BROKEN, '--json', '--seeds', '1..60', '--processes', processes]
      results.push((await indexsim(args)).stdout)
    }
    expect(new Set(results).size).toBe(1)
    expect(JSON.parse(results[0] ?? '')).toMatchObject({
      kind: 'failed',
      faults: [{ name: 'swarm: throttle' }],
    })
  })

  // It takes as long as silence is borne, less here than usual: there is no other sign of such a loop.
  it('gives up where a failure, made smaller, is in a loop that waits for nothing', async () => {
    const loops = 'fixtures/scenarios/loops.js'
    const order = { file: path.join(FOLDER, loops), options: {}, processes: 1, silenceMs: 2_000 }
    await expect(sweep(order, SILENT)).rejects.toThrow(
      'run 1 of the sweep fails; made smaller (which --shrink-runs 0 leaves out) it has said nothing for 2500 ms of real time',
    )
    const { stdout } = await indexsim(['explore', loops, '--shrink-runs', '0'])
    expect(stdout).toContain('both are here')
  })

  it('takes seeds, faults and a shard from the command line', async () => {
    const args = [
      'explore',
      REPAIRED,
      '--json',
      '--seeds',
      '10..29',
      '--faults',
      'bad-documents',
      '--shard',
      '2/4',
    ]
    const { exitCode, stdout } = await indexsim(args)
    expect(exitCode).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'passed', runs: 5 })
  })

  it.concurrent.each([
    [['explore'], /missing required argument 'file'/],
    [['explore', 'no-such.js'], /There is no scenario module no-such\.js/],
    [['explore', 'fixtures/scenarios/none.js'], /exports no scenario/],
    [
      ['explore', 'fixtures/scenarios/throws-at-load.js'],
      /throws-at-load\.js cannot be loaded:\nRangeError: there are no settings\n/,
    ],
    [['explore', BROKEN, '--seeds', 'many'], /Expected a number of seeds, or such a range as '500\.\.999'/],
    [
      ['explore', BROKEN, '--shard', '9/8'],
      /'--shard <i\/n>' argument '9\/8' is invalid\. Expected i\/n with i from 1 to n, such as '2\/8'/,
    ],
    [['explore', BROKEN, '--faults', 'swram'], /There is no fault profile and no file swram/],
    [['explore', BROKEN, '--processes', '0'], /Expected a whole number from 1 to 256/],
    [
      ['explore', BROKEN, '--output', 'nowhere/x.json'],
      /explore\.output cannot be written to nowhere\/x\.json/,
    ],
    [['explore', 'fixtures/scenarios'], /fixtures\/scenarios is a folder; name the module/],
    [['explore', '../../package.json'], /To run what is recorded in a file again: indexsim replay/],
    [['replay', BROKEN], /is a module, and no recorded failure\. To search for one: indexsim explore/],
    [['replay', 'indexsim1.damaged'], /the replay token is damaged/],
    [['replay', 'no-such.json'], /no-such\.json cannot be read/],
  ])('refuses %j with exit code 2', async (args, message) => {
    const { exitCode, stdout, stderr } = await indexsim(args)
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toMatch(message)
  })

  it('tells file and line of a syntax error, also of a module that the scenario imports', async () => {
    const broken = path.join(folder, 'misspelt.mjs')
    const importing = path.join(folder, 'importing.mjs')
    writeFileSync(broken, 'export const a = 1\nexport const = 2\n')
    writeFileSync(importing, "import './misspelt.mjs'\nexport const scenario = () => {}\n")
    const { exitCode, stderr } = await indexsim(['explore', importing])
    expect(exitCode).toBe(2)
    expect(stderr).toMatch(/importing\.mjs cannot be loaded:\n.*misspelt\.mjs:2\n[^]*\nSyntaxError: .*\n$/)
  })

  it('tells what nobody has handled as a finding, with its seed and a line to replay it', async () => {
    const { exitCode, stdout } = await indexsim(['explore', 'fixtures/scenarios/forgets-await.js'])
    expect(exitCode).toBe(1)
    expect(stdout).toMatch(/^Seed 1 fails \(run 1 of 100; made smaller/)
    expect(stdout).toContain('a rejection that nobody handled: TypeError: boom')
    const line = /^ {2}indexsim (replay indexsim1\S+)$/m.exec(stdout)?.[1] ?? ''
    const again = await indexsim(line.split(' '))
    expect(again.exitCode).toBe(1)
    expect(again.stdout).toContain('replayed, with the recorded trace')
  })

  it('breaks off at once where a process of the sweep ends by itself, whatever the others were at', async () => {
    const beganAt = performance.now()
    const { exitCode, stderr } = await indexsim([
      'explore',
      'fixtures/scenarios/exits.js',
      '--processes',
      '2',
    ])
    expect(exitCode).toBe(1)
    // Far less than silence is borne: the watchdog of the other process, 40 seconds, is called off.
    expect(performance.now() - beganAt).toBeLessThan(20_000)
    expect(stderr).toContain('a process of the sweep has ended by itself (exit code 7)')
  })
})

describe('indexsim replay', () => {
  it('says that a repaired scenario passes, and where it went another way', async () => {
    const { exitCode, stdout } = await indexsim(['replay', file, '--scenario', REPAIRED])
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^Seed \d+ passes now\.[^]*has left the recorded trace at line \d+:/)
  })

  it('fails where another scenario fails in another way', async () => {
    const args = ['replay', file, '--json', '--scenario', 'fixtures/scenarios/throws.js']
    const { exitCode, stdout } = await indexsim(args)
    expect(exitCode).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({
      kind: 'diverged',
      divergence: { line: 1 },
      failure: { kind: 'scenario', message: 'always' },
    })
  })
})
