/**
 * The story of the demo: two connectors push all files side by side; a simulated day later some have changed and
 * some are gone, and both bring their service to where the files are.
 */
import type { Simulator } from '../../index.ts'
import { faultRules } from './fault-rules.ts'
import { type SourceFile, stampOf } from './gather-files.ts'
import { BATCH_SIZE, KendraConnector } from './kendra-connector.ts'
import { PushConnector, type PushCounts } from './papi-connector.ts'
import type { Progress } from '../../testing/progress.ts'
import type { Role } from './roles.ts'

export interface Crawls {
  readonly kendra: KendraConnector
  readonly papi: PushConnector
  readonly papiCounts: readonly [first: PushCounts, second: PushCounts]
  /** Documents put, re-put or deleted, by both together. */
  readonly operations: number
  /** As the second crawl found them, in the order of the ids. */
  readonly filesAtEnd: readonly SourceFile[]
}

export async function crawlTwice(
  sim: Simulator,
  files: readonly SourceFile[],
  roles: readonly Role[],
  progress: Progress,
): Promise<Crawls> {
  for (const rule of faultRules(files, roles, Math.ceil(files.length / BATCH_SIZE))) sim.faults.add(rule)
  const kendra = new KendraConnector(sim, progress)
  const papi = new PushConnector(sim, progress)

  const changed = files.filter((_, index) => isEdited(roles[index])).map(edit)
  const gone = files.filter((_, index) => roles[index] === 'deleted').map(({ id }) => id)
  const lost = roles.filter((role) => role === 'lost').length
  // The Push API's connector pushes what got lost once more.
  progress.start(2 * (files.length + changed.length + gone.length) + lost, 'first crawl')
  const [, first] = await Promise.all([kendra.crawl(files), papi.crawl(files)])
  // Indexing goes on behind the Push API's back, and its status does not tell when it is done.
  await sim.settle()

  await sim.clock.advance('1d')
  progress.say('second crawl')
  const byId = new Map(changed.map((file) => [file.id, file]))
  const filesAtEnd = files
    .filter((_, index) => roles[index] !== 'deleted')
    .map((file) => byId.get(file.id) ?? file)
  const [, second] = await Promise.all([kendra.crawl(changed, gone), papi.crawl(filesAtEnd)])
  await sim.settle()

  const papiOperations = [first, second].flatMap(({ added, changed, deleted }) => [added, changed, deleted])
  return {
    kendra,
    papi,
    papiCounts: [first, second],
    operations: files.length + changed.length + gone.length + papiOperations.reduce((a, b) => a + b, 0),
    filesAtEnd,
  }
}

function isEdited(role: Role | undefined): boolean {
  return role === 'edited' || role === 'failsToUpdate'
}

/** One line feed more: another content in every format, and one that still can be read. */
function edit(file: SourceFile): SourceFile {
  const bytes = new Uint8Array(file.bytes.length + 1)
  bytes.set(file.bytes)
  bytes[file.bytes.length] = 0x0a
  return { ...file, bytes, stamp: stampOf(bytes) }
}
