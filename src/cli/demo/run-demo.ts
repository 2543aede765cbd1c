/** Runs the demo over files that were read, and gathers what it found out. */
import { performance } from 'node:perf_hooks'
import { Simulator, type TraceLine } from '../../index.ts'
import { countCalls, countKendra, readPapi } from './accounts.ts'
import { type Crawls, crawlTwice } from './crawls.ts'
import type { DemoResult } from './demo-result.ts'
import { digestOf } from './fingerprint.ts'
import type { GatheredFiles, SourceFile } from './gather-files.ts'
import type { Progress } from '../../testing/progress.ts'
import { assignRoles, type Role } from './roles.ts'
import { ThreadWatch } from './thread-watch.ts'
import { timeLineOf } from './time-lines.ts'
import { findTroubles } from './troubles.ts'

export interface DemoSettings {
  readonly folder: string | undefined
  readonly seed: number
  readonly threads: 'auto' | number
  readonly readingMs: number
}

export async function runDemo(
  gathered: GatheredFiles,
  { folder, seed, threads, readingMs }: DemoSettings,
  progress: Progress,
): Promise<DemoResult> {
  const { files } = gathered
  const roles = assignRoles(files.length)
  const watch = new ThreadWatch()
  const startedAt = performance.now()
  const sim = new Simulator({ seed, workers: { threads }, calls: 'off' })
  try {
    const beganAt = sim.clock.now()
    const crawls = await crawlTwice(sim, files, roles, progress)
    const statuses = await crawls.kendra.statuses(files.map(({ id }) => id))
    const jobs = await crawls.kendra.jobs()
    const papi = await readPapi(sim, crawls, files)
    const simulatedMs = sim.clock.now() - beganAt
    const runningMs = performance.now() - startedAt
    progress.stop()

    const trace = sim.trace.lines().map((line) => JSON.parse(line) as TraceLine)
    return {
      folder,
      seed,
      input: {
        files: files.length,
        bytes: gathered.bytes,
        digest: digestOf(files),
        leftOut: gathered.leftOut,
        unreadable: gathered.unreadable,
        isCut: gathered.isCut,
      },
      kendra: {
        ...countKendra(statuses, crawls),
        refused: Object.fromEntries(crawls.kendra.refused),
        jobs,
        calls: countCalls(trace, `kendra:${crawls.kendra.indexId}`),
        triedAgain: crawls.kendra.retry.times,
      },
      papi: {
        ...papi,
        calls: countCalls(trace, `papi:${crawls.papi.name}`),
        triedAgain: crawls.papi.retry.times,
      },
      troubles: findTroubles(sim, crawls, statuses),
      faults: sim.faults.rules.map(({ rule, stats }) => ({
        name: rule.name,
        effect: rule.do.type,
        matched: stats.matched,
        fired: stats.fired,
      })),
      timeLines: chooseSubjects(files, roles, crawls).map((subject) => timeLineOf(subject, trace)),
      simulatedMs,
      trace: { events: trace.length, digest: sim.trace.digest() },
      real: {
        readingMs,
        runningMs,
        operations: crawls.operations,
        operationsPerSecond: Math.round((crawls.operations * 1_000) / Math.max(runningMs, 1)),
        threads: { setting: String(threads), ...watch.stop() },
      },
    }
  } finally {
    progress.stop()
    watch.stop()
    await sim.close()
  }
}

/** The first document of each role that makes a story. */
function chooseSubjects(
  files: readonly SourceFile[],
  roles: readonly Role[],
  { kendra, papi }: Crawls,
): Parameters<typeof timeLineOf>[0][] {
  const subjects = [
    { facade: 'kendra', corpus: kendra.indexId, role: 'failsToUpdate' },
    { facade: 'kendra', corpus: kendra.indexId, role: 'crashes' },
    { facade: 'papi', corpus: papi.name, role: 'lost' },
    { facade: 'papi', corpus: papi.name, role: 'deleted' },
  ] as const
  return subjects.flatMap(({ facade, corpus, role }) => {
    const file = files[roles.indexOf(role)]
    return file === undefined ? [] : [{ facade, corpus, id: file.id }]
  })
}
