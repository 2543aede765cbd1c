/**
 * What a run leaves behind, as a discriminated union, and its form as canonical JSON: one line an event, members
 * in the order of their names, nothing that depends on the machine.
 */

interface At {
  /** Simulated milliseconds since the start of the run. */
  readonly at: number
  /** The place of the event in the queue's order. */
  readonly sequence: number
}

interface OnDocument extends At {
  readonly corpus: string
  readonly document: string
  readonly revision: number
}

export type TraceEvent =
  /** A call took effect, or was refused. */
  | (At & {
      readonly kind: 'called'
      readonly call: number
      readonly operation: string
      readonly corpus: string
      readonly documents: readonly string[]
      readonly error: string | undefined
    })
  /** The reply of a call arrived. */
  | (At & { readonly kind: 'replied'; readonly call: number })
  | (OnDocument & {
      readonly kind: 'accepted'
      readonly operation: 'put' | 'delete'
      readonly serial: number
      readonly stamp: string | undefined
    })
  /** The document is live from the start, as if it had been indexed long ago. */
  | (OnDocument & { readonly kind: 'seeded'; readonly digest: string; readonly stamp: string | undefined })
  /** Everything up to a serial is durable. */
  | (At & { readonly kind: 'synced'; readonly corpus: string; readonly serial: number })
  | (OnDocument & { readonly kind: 'superseded' })
  | (OnDocument & { readonly kind: 'indexed'; readonly digest: string; readonly textBytes: number })
  | (OnDocument & { readonly kind: 'deleted' })
  | (OnDocument & {
      readonly kind: 'failed'
      readonly code: string
      readonly reason: string
      readonly rule: string | undefined
    })
  | (OnDocument & { readonly kind: 'lost'; readonly rule: string })
  /** A worker died over the document, as a rule wanted it. */
  | (OnDocument & {
      readonly kind: 'died'
      readonly attempt: number
      readonly death: string
      readonly rule: string
    })
  | (At & { readonly kind: 'fault'; readonly call: number; readonly effect: string; readonly rule: string })
  | (At & { readonly kind: 'restarted' })

/** The event as one line of canonical JSON, without the line feed. */
export function formatTraceEvent(event: TraceEvent): string {
  const at = `{"at":${event.at},`
  const end = `,"sequence":${event.sequence}}`
  switch (event.kind) {
    case 'called': {
      const error = event.error === undefined ? '' : `"error":${quote(event.error)},`
      return `${at}"call":${event.call},"corpus":${quote(event.corpus)},"documents":${quoteAll(event.documents)},${error}"kind":"called","operation":"${event.operation}"${end}`
    }
    case 'replied':
      return `${at}"call":${event.call},"kind":"replied"${end}`
    case 'accepted': {
      const stamp = event.stamp === undefined ? '' : `,"stamp":${quote(event.stamp)}`
      return `${at}${onDocument(event)}"kind":"accepted","operation":"${event.operation}","revision":${event.revision}${end.slice(0, -1)},"serial":${event.serial}${stamp}}`
    }
    case 'seeded': {
      const stamp = event.stamp === undefined ? '' : `,"stamp":${quote(event.stamp)}`
      return `${at}"corpus":${quote(event.corpus)},"digest":"${event.digest}","document":${quote(event.document)},"kind":"seeded","revision":${event.revision}${end.slice(0, -1)}${stamp}}`
    }
    case 'synced':
      return `${at}"corpus":${quote(event.corpus)},"kind":"synced"${end.slice(0, -1)},"serial":${event.serial}}`
    case 'superseded':
    case 'deleted':
      return `${at}${onDocument(event)}"kind":"${event.kind}","revision":${event.revision}${end}`
    case 'indexed':
      return `${at}"corpus":${quote(event.corpus)},"digest":"${event.digest}","document":${quote(event.document)},"kind":"indexed","revision":${event.revision}${end.slice(0, -1)},"textBytes":${event.textBytes}}`
    case 'failed': {
      const rule = event.rule === undefined ? '' : `,"rule":${quote(event.rule)}`
      return `${at}"code":${quote(event.code)},${onDocument(event)}"kind":"failed","reason":${quote(event.reason)},"revision":${event.revision}${rule}${end}`
    }
    case 'lost':
      return `${at}${onDocument(event)}"kind":"lost","revision":${event.revision},"rule":${quote(event.rule)}${end}`
    case 'died':
      return `${at}"attempt":${event.attempt},"corpus":${quote(event.corpus)},"death":"${event.death}","document":${quote(event.document)},"kind":"died","revision":${event.revision},"rule":${quote(event.rule)}${end}`
    case 'fault':
      return `${at}"call":${event.call},"effect":"${event.effect}","kind":"fault","rule":${quote(event.rule)}${end}`
    case 'restarted':
      return `${at}"kind":"restarted"${end}`
  }
}

function onDocument(event: OnDocument): string {
  return `"corpus":${quote(event.corpus)},"document":${quote(event.document)},`
}

function quoteAll(texts: readonly string[]): string {
  if (texts.length === 0) return '[]'
  let list = '[' + quote(texts[0] as string)
  for (let i = 1; i < texts.length; i++) list += ',' + quote(texts[i] as string)
  return list + ']'
}

// JSON.stringify escapes lone surrogates and control characters in the same way on every engine.
const quote: (text: string) => string = JSON.stringify
