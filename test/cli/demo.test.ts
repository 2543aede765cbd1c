/** `indexsim demo` over a small folder: what it accounts for, that it repeats, and what it says of bad input. */
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DemoResult } from '../../src/cli/demo/demo-result.ts'
import { FOLDER, indexsim } from './run-command.ts'

const SITE = 'fixtures/site'
/** The files of the fixture that are pushed: all but a hidden one and one that is no text. */
const FILES = 13

async function runJson(args: readonly string[], cwd?: string): Promise<DemoResult> {
  const { exitCode, stdout, stderr } = await indexsim(['demo', ...args, '--json'], cwd)
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  return JSON.parse(stdout) as DemoResult
}

describe('indexsim demo', () => {
  let folder = ''
  /** One run for all that only look at it. */
  let site: DemoResult

  beforeAll(async () => {
    folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'indexsim-demo-')))
    site = await runJson([SITE])
  })

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true })
  })

  it('prints an account with each of its parts, within 80 columns and without colour', async () => {
    const { exitCode, stdout, stderr } = await indexsim(['demo', SITE])
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    for (const part of ['Kendra', 'Push API', 'Failed or lost', 'Faults', 'Time lines', 'Time', 'Trace'])
      expect(stdout).toMatch(new RegExp(`^${part}\\b`, 'm'))
    for (const status of ['INDEXED', 'UPDATED', 'FAILED', 'UPDATE_FAILED', 'NOT_FOUND'])
      expect(stdout).toMatch(new RegExp(`^ {2}${status} +\\d+`, 'm'))
    expect(stdout).toContain('INVALID_JSON: not well-formed JSON')
    expect(stdout).toMatch(/^ {2}indexsim demo fixtures\/site --seed 1$/m)
    expect(stdout).toMatch(/^ {2}[0-9a-f]{64}$/m)
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([])
    // oxlint-disable-next-line no-control-regex
    expect(stdout).not.toMatch(/\u001b/)
    expect(stdout).not.toContain(path.resolve(FOLDER, '../..'))
  })

  it('accounts for each file, once for each service', async () => {
    const { input, kendra, papi } = site
    expect(input).toMatchObject({ files: FILES, isCut: false, unreadable: [] })
    expect(input.leftOut).toEqual({ hidden: 1, otherKind: 1, linkToFolder: 0, noFile: 0, overLimit: 0 })
    const statuses = Object.values(kendra.statuses).reduce((sum, n) => sum + n, 0)
    expect(statuses).toBe(FILES)
    expect(kendra.statuses.NOT_FOUND).toBe(kendra.deleted + kendra.lost)
    expect(kendra.statuses.PROCESSING).toBe(0)
    expect(kendra.refused).toEqual({})
    expect(kendra.jobs.map(({ Status }) => Status)).toEqual(['INCOMPLETE', 'INCOMPLETE'])
    expect(papi.current + papi.outdated + papi.deleted + papi.lost).toBe(FILES)
    expect(papi.outdated).toBe(0)
    expect(papi.firstCrawl).toEqual({ unchanged: 0, added: FILES, changed: 0, deleted: 0 })
  })

  it('shows each kind of trouble, planned by a rule or found in a file', async () => {
    const { troubles, faults, kendra, papi } = site
    const told = troubles.map(({ facade, status, rule }) => `${facade} ${status} ${rule ?? 'by itself'}`)
    expect(told).toEqual(
      expect.arrayContaining([
        'kendra FAILED cannot-index-1',
        'kendra FAILED by itself',
        'kendra UPDATE_FAILED cannot-update-1',
        'kendra NOT_FOUND lose-1-kendra',
        'papi lost lose-2-papi',
      ]),
    )
    expect(troubles.every(({ reason }) => reason !== undefined)).toBe(true)
    expect(faults.filter(({ fired }) => fired === 0)).toEqual([])
    expect(faults.map(({ effect }) => effect)).toEqual(
      expect.arrayContaining(['throttle', 'error', 'fail', 'lose', 'crash']),
    )
    expect({ kendra: kendra.triedAgain, papi: papi.triedAgain }).toEqual({ kendra: 3, papi: 1 })
  })

  it('finds by their stamps what changed, what is gone and what got lost', async () => {
    const { papi } = site
    const { unchanged, added, changed, deleted } = papi.secondCrawl
    expect({ added, deleted }).toEqual({ added: 2, deleted: papi.deleted })
    expect(changed).toBeGreaterThan(0)
    expect(unchanged + added + changed + deleted).toBe(FILES)
  })

  it('tells time lines in the order of simulated time', async () => {
    const { timeLines } = site
    expect(timeLines).toHaveLength(4)
    for (const { events } of timeLines) {
      const instants = events.map(({ atMs }) => atMs)
      expect(instants).toEqual(instants.toSorted((a, b) => a - b))
      expect(events[0]?.what).toBe('put accepted: revision 1')
    }
    expect(timeLines.flatMap(({ events }) => events.map(({ what }) => what)).join('\n')).toMatch(
      /the worker died at attempt 1 \(rule worker-dies-1\)/,
    )
  })

  it('gives the same result twice, with any number of threads and wherever the folder lies', async () => {
    const elsewhere = path.join(folder, 'copy')
    cpSync(path.join(FOLDER, SITE), elsewhere, { recursive: true })
    utimesSync(path.join(elsewhere, 'hours.txt'), 1, 1)
    const [again, ...others] = await Promise.all([
      runJson([SITE]),
      runJson([SITE, '--threads', '0']),
      runJson([SITE, '--threads', '2']),
      runJson(['copy'], folder),
    ])
    expect(again?.real.threads).toEqual({ setting: 'auto', atOnce: 0, started: 0 })
    expect(others[1]?.real.threads.started).toBeGreaterThanOrEqual(2)
    for (const other of [again, ...others])
      expect({ ...other, real: undefined, folder: undefined }).toEqual({
        ...site,
        real: undefined,
        folder: undefined,
      })
  })

  it('gives another digest for another seed', async () => {
    const other = await runJson([SITE, '--seed', '-2'])
    expect(other.seed).toBe(-2)
    expect(other.trace.digest).not.toBe(site.trace.digest)
  })

  it('goes through with a single file', async () => {
    mkdirSync(path.join(folder, 'one'))
    writeFileSync(path.join(folder, 'one/a.txt'), 'alone')
    const { kendra, papi } = await runJson(['one'], folder)
    expect(kendra.statuses.INDEXED).toBe(1)
    expect(papi.current).toBe(1)
  })

  it('names files that cannot be read, and goes on without them', async () => {
    mkdirSync(path.join(folder, 'odd'))
    writeFileSync(path.join(folder, 'odd/a.txt'), 'fine')
    symlinkSync('nowhere', path.join(folder, 'odd/dangling.txt'))
    symlinkSync('..', path.join(folder, 'odd/up'))
    const { input } = await runJson(['odd'], folder)
    expect(input.files).toBe(1)
    expect(input.unreadable).toEqual([{ id: 'dangling.txt', reason: 'ENOENT' }])
    expect(input.leftOut.linkToFolder).toBe(1)
    const { stdout } = await indexsim(['demo', 'odd'], folder)
    expect(stdout).toMatch(/Not readable, and skipped:\n {2}broken link or name +dangling\.txt/)
  })

  it('prints names that would steer the terminal as they are spelt', async () => {
    mkdirSync(path.join(folder, 'steering'))
    for (const name of ['\u001b[31ma.json', 'b\nc.json'])
      writeFileSync(path.join(folder, 'steering', name), '{')
    const { stdout } = await indexsim(['demo', 'steering'], folder)
    expect(stdout).toContain('\\u{1b}[31ma.json')
    expect(stdout).toContain('b\\u{a}c.json')
    // oxlint-disable-next-line no-control-regex
    expect(stdout).not.toMatch(/\u001b/)
  })

  it.concurrent.each([
    ['a folder that is not there', ['nowhere'], 'There is no folder "nowhere".'],
    ['a file', ['one/a.txt'], '"one/a.txt" is not a folder. The demo takes a folder of files.'],
    ['an empty folder', ['empty'], 'The folder "empty" is empty: there is nothing to push.'],
    [
      'a folder without text',
      ['pictures'],
      'The folder "pictures" has no file to push: 1 neither documents nor text.',
    ],
  ])('refuses %s with exit code 2 and says so in one line', async (_what, args, message) => {
    mkdirSync(path.join(folder, 'empty'), { recursive: true })
    mkdirSync(path.join(folder, 'pictures'), { recursive: true })
    writeFileSync(path.join(folder, 'pictures/a.png'), Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0))
    const { exitCode, stdout, stderr } = await indexsim(['demo', ...args], folder)
    expect({ exitCode, stdout, stderr }).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `indexsim: ${message}\n`,
    })
  })
})
