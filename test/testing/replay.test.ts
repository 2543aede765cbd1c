/** Replay: a recorded failure again, from its line or its file, and what is said where the run is not the same. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import {
  ConfigurationError,
  ExplorationError,
  explore,
  type ExploreOptions,
  replay,
  ReplayDivergedError,
  type Scenario,
} from '../../src/index.ts'

const QUIET: ExploreOptions = {
  faults: [{ name: 'reset', when: { until: '10m', probability: 0.4 }, do: { type: 'reset' } }],
  progress: false,
}
const folder = mkdtempSync(path.join(tmpdir(), 'indexsim-replay-'))
const file = path.join(folder, 'failure.json')

afterAll(() => rmSync(folder, { recursive: true, force: true }))
afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

/** Takes what was refused for pushed, until it has as many retries as it is told. */
const pushing =
  (tries: number, more?: (push: (id: string) => Promise<void>) => Promise<void>): Scenario =>
  async (sim, context) => {
    const api = sim.papi.connector('files')
    const documents = context.documents(6)
    context.source('files', documents)
    for (const { id, stamp, content } of documents)
      for (let attempt = 1, isPushed = false; attempt <= tries && !isPushed; attempt++) {
        if (attempt > 1) await sim.clock.sleep('1m')
        isPushed = await api.addDocument({ uri: id, stamp, parts: [{ bytes: content }] }).then(
          () => true,
          () => false,
        )
      }
    await more?.((id) => api.addDocument({ uri: id }).catch(() => {}))
  }

const broken = pushing(1)

async function find(options: ExploreOptions = {}): Promise<ExplorationError> {
  const error: unknown = await explore(broken, { ...QUIET, ...options }).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(ExplorationError)
  return error as ExplorationError
}

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  )
}

describe('replay', () => {
  it('fails from the token as it was recorded, with the same trace', async () => {
    const found = await find()
    const error = (await failureOf(replay(broken, found.token ?? ''))) as ExplorationError
    expect(error).toBeInstanceOf(ExplorationError)
    expect(error).toMatchObject({ seed: found.seed, trace: found.trace, digest: found.digest })
    expect(error.plan.rules).toEqual(found.plan.rules)
    expect(error.message).toContain('replayed, with the recorded trace')
    // It is its own recording again.
    expect(error.token).toBe(found.token)
  })

  it('fails from the file as it was recorded', async () => {
    const found = await find({ output: file })
    const error = (await failureOf(replay(broken, file))) as ExplorationError
    expect(error).toMatchObject({ name: 'ExplorationError', seed: found.seed, digest: found.digest })
  })

  it('takes one line, also for a run that was not shrunk', async () => {
    const { token = '' } = await find({ shrinkRuns: 0 })
    expect(token).toMatch(/^indexsim1\.[\w-]+$/)
    expect(await failureOf(replay(broken, `  ${token}\n`))).toMatchObject({ name: 'ExplorationError' })
  })

  it('says at which line a run leaves the recorded trace, from the file with both lines', async () => {
    const found = await find({ output: file })
    const error = (await failureOf(replay(pushing(2), file))) as ReplayDivergedError
    expect(error).toBeInstanceOf(ReplayDivergedError)
    const { line, expected, actual } = error
    expect(expected).toBe(found.trace[line - 1])
    expect(actual).not.toBe(expected)
    expect(error.failure).toBeUndefined()
    expect(error.message).toContain(`has left the recorded trace at line ${line}:`)
    expect(error.message).toContain('The run passes now.')
  })

  it('says the same line from the token', async () => {
    const { token = '' } = await find({ output: file })
    const fromFile = (await failureOf(replay(pushing(2), file))) as ReplayDivergedError
    const fromToken = (await failureOf(replay(pushing(2), token))) as ReplayDivergedError
    expect(fromToken.line).toBe(fromFile.line)
    expect(fromToken.actual).toBe(fromFile.actual)
    expect(fromToken.expected).toBeUndefined()
  })

  it('says so where the run goes on after the recorded end', async () => {
    const { trace } = await find({ output: file })
    const error = (await failureOf(
      replay(
        pushing(1, (push) => push('another')),
        file,
      ),
    )) as ReplayDivergedError
    expect(error.line).toBe(trace.length + 1)
    expect(error.expected).toBeUndefined()
    expect(error.failure).toMatchObject({ kind: 'source' })
  })

  it.each([
    ['indexsim1.abc', 'the replay token is damaged'],
    ['indexsim9.abc', 'this version of indexsim reads those that begin with "indexsim1."'],
    ['no/such/file', 'the recorded failure no/such/file cannot be read'],
  ])('refuses %j', async (given, message) => {
    const error = await failureOf(replay(broken, given))
    expect(error).toBeInstanceOf(ConfigurationError)
    expect((error as Error).message).toContain(message)
  })

  it('refuses a token that was cut, and a file that says something else', async () => {
    const { token = '' } = await find()
    await expect(replay(broken, token.slice(0, -20))).rejects.toThrow('was all of the line copied?')
    writeFileSync(file, JSON.stringify({ indexsim: 'failure 1', seed: 'seven' }))
    await expect(replay(broken, file)).rejects.toThrow(/\.seed is "seven"; expected a safe integer/)
  })
})

describe('INDEXSIM_REPLAY', () => {
  it('lets explore run the recorded failure alone', async () => {
    const found = await find()
    vi.stubEnv('INDEXSIM_REPLAY', found.token)
    const seeds: number[] = []
    const watched: Scenario = (sim, context) => {
      seeds.push(context.seed)
      return broken(sim, context)
    }
    const error = await failureOf(explore(watched, QUIET))
    expect(error).toMatchObject({ name: 'ExplorationError', digest: found.digest })
    expect(seeds).toEqual([found.seed])
  })

  it('lets a repaired scenario pass, and says where it went another way', async () => {
    const { token } = await find()
    vi.stubEnv('INDEXSIM_REPLAY', token)
    const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    expect(await explore(pushing(100), QUIET)).toMatchObject({ runs: 1 })
    expect(said.mock.calls.join()).toMatch(/Seed \d+ passes now[^]*has left the recorded trace at line \d+/)
  })

  it('takes a file as well', async () => {
    const { digest } = await find({ output: file })
    vi.stubEnv('INDEXSIM_REPLAY', file)
    expect(await failureOf(explore(broken, QUIET))).toMatchObject({ digest })
    expect(readFileSync(file, 'utf8')).toContain(digest)
  })
})

describe('an unreadable INDEXSIM_REPLAY', () => {
  it('is named in the error', async () => {
    vi.stubEnv('INDEXSIM_REPLAY', 'indexsim1.damaged')
    const refused = await failureOf(explore(broken, QUIET))
    expect(refused).toBeInstanceOf(ConfigurationError)
    expect((refused as Error).message).toMatch(/^INDEXSIM_REPLAY: the replay token is damaged/)
  })
})

describe('the arguments of replay', () => {
  it.each([
    [[broken], 'replay: the token or file is undefined; expected the token that a finding prints'],
    [[broken, { timeout: 5 }], 'replay: the token or file is {"timeout":5}'],
    [['indexsim1.x', broken], 'as in replay(scenario, tokenOrFile, options); the arguments are swapped'],
    [['indexsim1.x'], 'replay: the scenario is "indexsim1.x"; expected a function of sim and context'],
  ])('are refused where they are %j', async (given, message) => {
    const refused = await failureOf(replay(...(given as unknown as Parameters<typeof replay>)))
    expect(refused).toBeInstanceOf(ConfigurationError)
    expect((refused as Error).message).toContain(message)
  })
})
