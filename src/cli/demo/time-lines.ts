/** Tells from the trace what became of single documents. */
import type { TraceLine } from '../../index.ts'
import type { TimeLine } from './demo-result.ts'

export interface TimeLineSubject {
  readonly facade: 'kendra' | 'papi'
  readonly corpus: string
  readonly id: string
}

export function timeLineOf({ facade, corpus, id }: TimeLineSubject, trace: readonly TraceLine[]): TimeLine {
  const label = `${facade}:${corpus}`
  const events: { atMs: number; what: string }[] = []
  let notSynced = 0
  for (const event of trace) {
    if (!('corpus' in event) || event.corpus !== label) continue
    if ('document' in event && event.document !== id) continue
    if (event.kind === 'accepted') notSynced = event.serial
    if (event.kind === 'synced') {
      if (notSynced === 0 || event.serial < notSynced) continue
      notSynced = 0
    }
    const what = describe(event)
    if (what !== undefined) events.push({ atMs: event.at, what })
  }
  return { facade, id, events }
}

function describe(event: TraceLine): string | undefined {
  switch (event.kind) {
    case 'accepted':
      return `${event.operation} accepted: revision ${event.revision}`
    case 'synced':
      return 'synced: now it is durable'
    case 'seeded':
      return 'live from the start'
    case 'superseded':
      return `revision ${event.revision} superseded`
    case 'indexed':
      return `indexed: ${event.textBytes} bytes of text, digest ${event.digest}`
    case 'deleted':
      return 'deleted'
    case 'failed':
      return `failed: ${event.code}${by(event.rule)}`
    case 'lost':
      return `lost${by(event.rule)}`
    case 'died':
      return `the worker died at attempt ${event.attempt}${by(event.rule)}`
    case 'called':
    case 'replied':
    case 'fault':
    case 'resource':
    case 'restarted':
      return undefined
  }
}

function by(rule: string | undefined): string {
  return rule === undefined ? '' : ` (rule ${rule})`
}
