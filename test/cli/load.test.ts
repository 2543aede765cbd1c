/** `indexsim load`: loads of each facade, forecasts, reports in files, and what it says of bad input. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Forecast, type LoadReport, Simulator } from '../../src/index.ts'
import { listen } from '../../src/server.ts'
import { FOLDER, indexsim } from './run-command.ts'

const UNIT = 'fixtures/scenarios/load-unit.js'
const SITE = path.join(FOLDER, 'fixtures/site')
/** Where the SDK is found that the command is asked to use. */
const PROJECT = path.resolve(FOLDER, '../..')

async function load(args: readonly string[], cwd?: string): Promise<LoadReport> {
  const { exitCode, stdout, stderr } = await indexsim(['load', ...args, '--json'], cwd)
  expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' })
  return JSON.parse(stdout) as LoadReport
}

describe('indexsim load', () => {
  let folder = ''

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'indexsim-load-'))
  })

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true })
  })

  it.each(['kendra', 'papi', 'sdk'])('puts %s under load on simulated time, and repeats', async (facade) => {
    const args = ['--facade', facade, '--simulated', '--documents', '120', '--clients', '3', '--seed', '4']
    const [one, same] = [await load(args, PROJECT), await load(args, PROJECT)]
    expect(one).toMatchObject({ time: 'simulated', seed: 4, units: { completed: 12, failed: 0 } })
    expect(one.documents.accepted).toBe(120)
    expect(one.indexing?.outcomes).toEqual({ indexed: 120, failed: 0, lost: 0, pending: 0 })
    expect(same).toEqual(one)
  })

  it("counts the retries that the SDK's client makes by itself", async () => {
    const { retries, units } = await load(
      ['--facade', 'sdk', '--simulated', '--documents', '100', '--quota', 'BatchPutDocument=2/2'],
      PROJECT,
    )
    expect(units.completed + units.failed).toBe(10)
    expect(retries).toMatchObject([{ name: 'ThrottlingException' }])
    expect(retries[0]?.count).toBeGreaterThan(3)
  })

  it.each(['kendra', 'papi', 'sdk'])(
    'repeats the unit of work of a module with the client of %s, told where its documents go',
    async (facade) => {
      const args = ['--scenario', UNIT, '--facade', facade, '--simulated', '--documents', '30']
      const { title, units, indexing } = await load(args)
      expect(title).toBe(`Load of a simulator in this process, ${facade}, by ${UNIT}`)
      expect(units).toMatchObject({ completed: 3, failed: 0 })
      expect(indexing?.outcomes).toEqual({ indexed: 30, failed: 0, lost: 0, pending: 0 })
    },
  )

  it("counts the retries of the SDK's client in a unit of work that knows nothing of it", async () => {
    const args = ['--scenario', UNIT, '--facade', 'sdk', '--simulated', '--documents', '100']
    const { retries } = await load([...args, '--quota', 'BatchPutDocument=2/2'])
    expect(retries).toMatchObject([{ name: 'ThrottlingException' }])
  })

  it('forecasts a crawl by the unit of work of a module', async () => {
    const args = ['--facade', 'sdk', '--documents', '200', '--batch', '10', '--clients', '1,2']
    const quota = ['--quota', 'BatchPutDocument=2/2']
    const { exitCode, stdout } = await indexsim([
      'load',
      '--forecast',
      '--json',
      '--scenario',
      UNIT,
      ...args,
      ...quota,
    ])
    expect(exitCode).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      format: 'indexsim-forecast',
      throttling: [{ batch: 10, fromClients: 1 }],
      rehearsals: [{ clients: 1, documents: 200 }, { clients: 2 }],
    })
  })

  it('pushes the files of a folder, in turn, on the real clock', async () => {
    const report = await load([
      SITE,
      '--documents',
      '40',
      '--batch',
      '4',
      '--indexing',
      '10ms',
      '--rate',
      '50',
    ])
    expect(report).toMatchObject({
      time: 'real',
      units: { completed: 10 },
      documents: { accepted: 40, batch: 4 },
    })
    // A broken file comes round three times.
    expect(report.indexing?.outcomes.failed).toBeGreaterThanOrEqual(3)
    expect(report.indexing?.outcomes.pending).toBe(0)
  })

  it('rises to its rate, and writes a page', async () => {
    const file = path.join(folder, 'load.html')
    const { exitCode, stdout } = await indexsim(
      ['load', '--simulated', '--ramp', '2s', '--rate', '10', '--for', '3s', '--report', file],
      folder,
    )
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^ {2}units +40 completed, 0 failed;/m)
    expect(readFileSync(file, 'utf8')).toMatch(/^<!doctype html>[^]*<\/html>\n$/)
  })

  it('forecasts a crawl, and writes JSON to a file', async () => {
    const file = path.join(folder, 'forecast.json')
    const args = [
      '--documents',
      '2_000',
      '--quota',
      'BatchPutDocument=10/20',
      '--batch',
      '5,10',
      '--clients',
      '1,2',
    ]
    const { exitCode, stdout } = await indexsim(['load', '--forecast', ...args, '--report', file], folder)
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^Forecast: 2,000 documents take [\d.]+ s with batches of 10 and \d clients?$/m)
    const made = JSON.parse(readFileSync(file, 'utf8')) as Forecast
    expect(made).toMatchObject({
      format: 'indexsim-forecast',
      version: 1,
      documents: 2_000,
      best: { batch: 10 },
    })
    expect(made.rehearsals).toHaveLength(4)
  })

  it('puts a server on this machine under load', async () => {
    const sim = new Simulator({ clock: 'system', papi: { syncAfter: 50, indexAfter: 50 }, indexingMs: 10 })
    const server = createServer((incoming, outgoing) => {
      const chunks: Buffer[] = []
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
      incoming.on('end', () => {
        const { method = 'GET', url = '/', headers } = incoming
        const hasBody = method !== 'GET'
        const request = new Request(`http://127.0.0.1${url}`, {
          method,
          headers: { 'content-type': headers['content-type'] ?? 'text/plain' },
          ...(hasBody && { body: Buffer.concat(chunks) }),
        })
        void sim.fetch(request).then(async (response) => {
          outgoing.writeHead(response.status)
          outgoing.end(Buffer.from(await response.arrayBuffer()))
        })
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    sim.papi.connector('load')
    try {
      const report = await load([
        '--url',
        `http://127.0.0.1:${port}`,
        '--facade',
        'papi',
        '--documents',
        '30',
      ])
      expect(report.documents.accepted).toBe(30)
      expect(report.indexing?.outcomes).toEqual({ indexed: 30, failed: 0, lost: 0, pending: 0 })
      expect(sim.documents({ corpus: 'load' })).toHaveLength(30)
    } finally {
      server.close()
      server.closeAllConnections()
      await sim.close()
    }
  })

  it('repeats the unit of work of a module on a server, and asks it how documents stand', async () => {
    const sim = new Simulator({ clock: 'system', indexingMs: 10 })
    const indexId = sim.kendra.addIndex()
    const server = await listen(sim)
    try {
      const args = ['--url', server.url, '--scenario', UNIT, '--facade', 'sdk', '--documents', '30']
      const { indexing } = await load(args)
      expect(indexing?.outcomes).toEqual({ indexed: 30, failed: 0, lost: 0, pending: 0 })
      expect(sim.documents({ corpus: indexId })).toHaveLength(30)
    } finally {
      await server.close()
      await sim.close()
    }
  })

  it('tells where a module throws while it is loaded, and nothing of what loads it', async () => {
    const { exitCode, stderr } = await indexsim([
      'load',
      '--scenario',
      'fixtures/scenarios/throws-at-load.js',
    ])
    expect(exitCode).toBe(2)
    expect(stderr).toMatch(
      /^indexsim: fixtures\/scenarios\/throws-at-load\.js cannot be loaded:\nRangeError: there are no settings\n +at readSettings .*throws-at-load\.js:3:9\)\n +at .*throws-at-load\.js:5:1\n$/,
    )
  })

  it.concurrent.each([
    [['--scenario', 'no-such.js'], /There is no scenario module no-such\.js/],
    [
      ['--scenario', 'fixtures/scenarios/none.js'],
      /none\.js exports no scenario: expected 'export async function scenario\(client, context\) \{ \.\.\. \}', or such a default export/,
    ],
    [
      ['--scenario', 'fixtures/scenarios/imports-nothing.js'],
      /imports-nothing\.js cannot be loaded:\nError \[ERR_MODULE_NOT_FOUND\]: Cannot find module '.*no-such-module\.js' imported from .*imports-nothing\.js\n$/,
    ],
    [
      ['--scenario', UNIT, '--url', 'http://127.0.0.1:1'],
      /there is no sim\.kendra for a --scenario: take --facade sdk or papi/,
    ],
  ])('refuses %j with exit code 2 and says what is wrong with the module', async (args, message) => {
    const { exitCode, stdout, stderr } = await indexsim(['load', ...args])
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toMatch(message)
  })

  it('says with exit code 1 that not one unit succeeded, after its report', async () => {
    const { exitCode, stdout, stderr } = await indexsim(
      ['load', '--simulated', '--batch', '11', '--documents', '22', '--clients', '1'],
      folder,
    )
    expect(exitCode).toBe(1)
    expect(stdout).toMatch(/^ {2}units +0 completed, 2 failed;/m)
    expect(stderr).toMatch(
      /^indexsim: not one unit of work succeeded; the first failed with ValidationException: /m,
    )
  })

  it.concurrent.each([
    [['--rate', '1', '--clients', '2'], /--rate is an open loop and --clients a closed one/],
    [['--url', 'http://192.0.2.1:80'], /It puts only simulators on this machine under load/],
    [['--url', 'http://127.0.0.1:1', '--quota', 'BatchPutDocument=1'], /was given its quotas and times when/],
    [
      ['--quota', 'BatchPut=1', '--for', '1s'],
      /'BatchPut=1' is invalid\. Expected one of the operations BatchPutDocument, Batch/,
    ],
    [['--latency', '2s..50ms'], /Expected a span as 50ms, or two of them as 50ms\.\.2s, the larger one last/],
    [['--quota', 'BatchPutDocument=1/0'], /as BatchPutDocument=10\/20/],
    [['--quota', '10'], /as BatchPutDocument=10\/20/],
    [['--for', '2h'], /at most an hour/],
    [['--clients', '1,2'], /compared by --forecast only/],
    [['--forecast', '--rate', '3'], /compares numbers of --clients/],
    [['--formats', 'pdf'], /Expected text, html/],
    [['nowhere'], /There is no folder "nowhere"/],
    [
      ['--report', 'no/such/folder/x.html', '--simulated', '--documents', '1'],
      /cannot be written .*: ENOENT/,
    ],
  ])('refuses %j with exit code 2', async (args, message) => {
    const { exitCode, stderr } = await indexsim(['load', ...args], folder)
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringMatching(message) as string })
    expect(existsSync(path.join(folder, 'no'))).toBe(false)
  })

  it('teaches by examples within 80 columns', async () => {
    const { stdout } = await indexsim(['load', '--help'])
    expect(stdout).toContain('indexsim load --forecast --documents 10_000_000')
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([])
  })
})
