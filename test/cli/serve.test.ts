/** `indexsim serve`: what it serves, by which clock, what it refuses, and how it ends. */
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { indexsim } from './run-command.ts'
import { endAll, serve, type Served } from './served.ts'

/** Each start of the command is a process of its own. */
const PATIENCE_MS = 240_000

const folders: string[] = []

afterEach(() => {
  endAll()
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

function folder(): string {
  const made = mkdtempSync(path.join(tmpdir(), 'indexsim-serve-'))
  folders.push(made)
  return made
}

async function control(served: Served, place: string, body?: unknown): Promise<Record<string, unknown>> {
  const response = await fetch(`${served.url}/_indexsim/${place}`, {
    ...(body !== undefined && {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    }),
  })
  return (await response.json()) as Record<string, unknown>
}

function kendra(served: Served, operation: string, input: object): Promise<Response> {
  return fetch(served.url, {
    method: 'POST',
    headers: { 'x-amz-target': `AWSKendraFrontendService.${operation}` },
    body: JSON.stringify(input),
  })
}

describe('indexsim serve', () => {
  it('has what it was told to have, ids from the seed among it', async () => {
    const args = [
      '--clock',
      'virtual',
      '--seed',
      '7',
      '--index',
      'auto',
      '--data-source',
      'auto',
      '--connector',
      'a b',
    ]
    const [one, two] = await Promise.all([serve(...args), serve(...args)])
    expect(one.indices).toEqual(two.indices)
    expect(one).toMatchObject({ seed: 7, clock: 'virtual', connectors: ['a b'] })
    expect((await control(one, 'indices'))['indices']).toMatchObject(one.indices)
    expect(one.env['AWS_ENDPOINT_URL_KENDRA']).toBe(one.url)
    expect(await one.end()).toBe(0)
    expect(await two.end('SIGTERM')).toBe(0)
  })

  it('follows the clock of the machine, and jumps', async () => {
    const served = await serve()
    const { now } = await control(served, 'clock')
    expect(Math.abs(Number(now) - Date.now())).toBeLessThan(60_000)
    const later = await control(served, 'clock/advance', { by: '2h' })
    expect(Number(later['now']) - Number(now)).toBeGreaterThanOrEqual(7_200_000)
  })

  it('moves virtual time only where it is told to', async () => {
    const served = await serve('--clock', 'virtual')
    const { now } = await control(served, 'clock')
    expect(await control(served, 'clock/advance', { by: '1d' })).toEqual({ now: Number(now) + 86_400_000 })
  })

  it('takes faults from a file and from a profile, and asks for a login', async () => {
    const file = path.join(folder(), 'plan.json')
    writeFileSync(
      file,
      JSON.stringify({ rules: [{ name: 'a', on: { facade: 'kendra' }, do: { type: 'reset' } }] }),
    )
    const served = await serve('--faults', file, '--papi-login', 'me:se:cret', '--connector', 'c')
    expect((await control(served, 'faults'))['faults']).toMatchObject([{ rule: { name: 'a' } }])
    const ping = `${served.url}/papi/4/connectors/c/ping`
    expect((await fetch(ping)).status).toBe(401)
    const profile = await serve('--faults', 'flaky-network')
    expect((await control(profile, 'faults'))['faults']).toHaveLength(5)
  })

  it('prints for people what clients need', async () => {
    const { exitCode, stdout } = await indexsim(['serve', '--help'])
    expect(exitCode).toBe(0)
    expect(stdout).toContain('indexsim serve --index auto')
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([])
  })

  it(
    'refuses what is wrong with exit code 2',
    async () => {
      const taken = createServer().listen(0, '127.0.0.1')
      await new Promise((resolve) => taken.once('listening', resolve))
      const port = String((taken.address() as AddressInfo).port)
      const cases: [readonly string[], RegExp][] = [
        [['--port', 'x'], /'x' is invalid. Expected a number from 0 to 65535/],
        [['--clock', 'rate:0'], /'rate:0' is invalid. Expected system, virtual, or rate:/],
        [
          ['--papi-login', 'me'],
          /^indexsim: The value of --papi-login is a text of 2 characters. Expected a login and a password/,
        ],
        [
          ['--allow-host', 'http://a'],
          /--allow-host <name>' argument 'http:\/\/a' is invalid. Expected a host name/,
        ],
        [['--faults', 'storm'], /fault profile is "storm"; expected one of/],
        [['--faults', './none.json'], /fault plan .\/none.json cannot be read/],
        [['--index', 'short'], /kendra.addIndex.id/],
        [['--connector', 'a', '--connector', 'a'], /--connector "a" is given twice; expected another name/],
        [['--data-source', 'auto'], /There is no index for --data-source/],
        [['--state', '/no/such/folder/x.json'], /The state cannot be written to .*ENOENT/],
        [['--state', '.'], /it is a folder/],
        [['--port', port], /It cannot listen on port \d+ of 127.0.0.1: .*EADDRINUSE/],
      ]
      await Promise.all(
        cases.map(async ([args, message]) => {
          const { exitCode, stdout, stderr } = await indexsim(['serve', ...args])
          expect({ args, exitCode, stdout }).toEqual({ args, exitCode: 2, stdout: '' })
          expect(stderr).toMatch(message)
        }),
      )
      taken.close()
    },
    PATIENCE_MS,
  )

  it(
    'lets calls that are under way finish when it is ended under load',
    async () => {
      const state = path.join(folder(), 'state.json')
      const served = await serve('--index', 'auto', '--clock', 'rate:2', '--state', state)
      const IndexId = served.indices[0]?.id ?? ''
      const outcomes: ('answered' | 'not taken' | 'broken')[] = []
      let isEnding = false
      const load = async (client: number): Promise<void> => {
        for (let n = 0; ; n++) {
          const Documents = [{ Id: `${client}-${n}`, Blob: 'x'.repeat(1000) }]
          try {
            const reply = await kendra(served, 'BatchPutDocument', { IndexId, Documents })
            outcomes.push((await reply.text()) === '{"FailedDocuments":[]}' ? 'answered' : 'broken')
          } catch (error) {
            // Before the end nothing may be refused; after it, nothing may be half done.
            outcomes.push(isEnding ? 'not taken' : 'broken')
            if (!(error instanceof TypeError)) throw error
            return
          }
        }
      }
      const clients = Array.from({ length: 8 }, (_, client) => load(client))
      while (outcomes.length < 30) await new Promise((resolve) => setTimeout(resolve, 10))
      isEnding = true
      expect(await served.end()).toBe(0)
      await Promise.all(clients)
      expect(outcomes.filter((outcome) => outcome === 'broken')).toEqual([])
      expect(outcomes.filter((outcome) => outcome === 'not taken')).toHaveLength(8)
      expect(outcomes.length).toBeGreaterThanOrEqual(38)
      // The state is complete, and goes on.
      const again = await serve('--state', state)
      expect(again.clock).toEqual({ rate: 2 })
      const { documents } = (await control(again, 'documents')) as { documents: unknown[] }
      expect(documents).toHaveLength(outcomes.filter((outcome) => outcome === 'answered').length)
      expect(again.indices).toMatchObject([{ id: IndexId }])
      expect(await again.end()).toBe(0)
      expect((await indexsim(['serve', '--state', state, '--seed', '5'])).exitCode).toBe(2)
      writeFileSync(state, '{"half":')
      expect(await indexsim(['serve', '--state', state])).toMatchObject({
        exitCode: 2,
        stderr: expect.stringContaining('cannot be loaded'),
      })
    },
    PATIENCE_MS,
  )

  it.each(['system', 'rate:2'])(
    'saves the state by the clock %s though clients have given up calls that are under way',
    async (clock) => {
      const state = path.join(folder(), 'state.json')
      const served = await serve('--index', 'auto', '--clock', clock, '--state', state)
      const IndexId = served.indices[0]?.id ?? ''
      await control(served, 'faults', {
        name: 'late',
        on: { phase: 'response' },
        do: { type: 'slow', by: '1h' },
      })
      const put = fetch(served.url, {
        method: 'POST',
        headers: { 'x-amz-target': 'AWSKendraFrontendService.BatchPutDocument' },
        body: JSON.stringify({ IndexId, Documents: [{ Id: 'a', Blob: 'eA==' }] }),
        signal: AbortSignal.timeout(2000),
      })
      await expect(put).rejects.toThrow('timeout')
      expect(await served.end()).toBe(0)
      expect(existsSync(state)).toBe(true)
      const again = await serve('--state', state)
      expect(await control(again, 'calls')).toMatchObject({ calls: [{ operation: 'BatchPutDocument' }] })
      expect((await control(again, 'documents'))['documents']).toMatchObject([{ id: 'a' }])
    },
    PATIENCE_MS,
  )
})

describe('a state file', () => {
  it(
    'is kept by one server at a time, which is named, and free again at its end',
    async () => {
      const state = path.join(folder(), 'state.json')
      const first = await serve('--connector', 'docs', '--state', state)
      const refused = await indexsim(['serve', '--port', '0', '--state', state])
      expect({ ...refused, stderr: '' }).toEqual({ exitCode: 2, stdout: '', stderr: '' })
      expect(refused.stderr).toMatch(
        new RegExp(`^indexsim: The state file .* is kept by process ${first.process.pid}: two servers`),
      )
      expect(await first.end()).toBe(0)
      expect(existsSync(`${state}.lock`)).toBe(false)
      // By whichever way it is spoken of.
      const link = path.join(folder(), 'link.json')
      symlinkSync(state, link)
      const second = await serve('--state', link)
      expect(second.connectors).toEqual(['docs'])
      expect((await indexsim(['serve', '--port', '0', '--state', state])).stderr).toContain(
        `is kept by process ${second.process.pid}`,
      )
    },
    PATIENCE_MS,
  )

  it(
    'is taken over from a process that has crashed, with a line that says so',
    async () => {
      const state = path.join(folder(), 'state.json')
      const crashed = await serve('--state', state)
      expect(await crashed.end('SIGKILL')).toBe('SIGKILL')
      expect(existsSync(`${state}.lock`)).toBe(true)
      const next = await serve('--state', state)
      expect(next.trouble()).toMatch(
        new RegExp(
          `^indexsim: The state file .* was kept by process ${crashed.process.pid}, which has ended without letting it go: it is taken over\\.\n$`,
        ),
      )
      expect(await next.end()).toBe(0)
      expect(existsSync(state)).toBe(true)
      expect(existsSync(`${state}.lock`)).toBe(false)
    },
    PATIENCE_MS,
  )

  it.each([
    ['of another machine', JSON.stringify({ pid: 1, host: 'elsewhere' }), 'process 1 on elsewhere'],
    ['that cannot be read', '', 'somebody unknown'],
  ])('is not taken from a lock %s', async (_, lock, who) => {
    const state = path.join(folder(), 'state.json')
    writeFileSync(`${state}.lock`, lock)
    const { exitCode, stderr } = await indexsim(['serve', '--port', '0', '--state', state])
    expect(exitCode).toBe(2)
    expect(stderr).toContain(
      `is kept by ${who}: two servers would overwrite each other's state. Name another file, or delete ${state}.lock`,
    )
    expect(readFileSync(`${state}.lock`, 'utf8')).toBe(lock)
  })
})

describe('indexsim ledger', () => {
  it('prints claims with their ground, by label, facade and text', async () => {
    const all = await indexsim(['ledger', '--json'])
    const claims = JSON.parse(all.stdout) as { id: string; label: string; rule: string }[]
    expect(claims.length).toBeGreaterThan(200)
    const assumed = await indexsim(['ledger', '--label', 'assumed', '--facade', 'papi', '--json'])
    expect(JSON.parse(assumed.stdout)).toEqual(
      claims.filter(({ id, label }) => id.startsWith('papi.') && label === 'assumed'),
    )
    const { exitCode, stdout, stderr } = await indexsim(['ledger', 'kendra.wire.no-date'])
    expect({ exitCode, stdout, stderr }).toEqual({
      exitCode: 0,
      stdout:
        'kendra.wire.no-date [wire]\n  Replies have no date header: from it the SDK would correct its clock.\n',
      stderr: '',
    })
    const wide = await indexsim(['ledger'])
    expect(wide.stdout.split('\n').filter((line) => line.length > 80 && line.startsWith('  '))).toEqual([])
  })

  it('says where there are none, with exit code 2', async () => {
    expect(await indexsim(['ledger', 'no such text'])).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringContaining('There are no such claims'),
    })
    expect((await indexsim(['ledger', '--label', 'rumour'])).exitCode).toBe(2)
  })
})
