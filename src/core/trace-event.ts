/**
 * What a run leaves behind, as a discriminated union, and its form as canonical JSON: one line an event, members
 * in the order of their names, nothing that depends on the machine.
 */

import type { LineWriter } from './line-writer.ts'

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

interface Digested extends OnDocument {
  /** The two halves of the digest that the analysis computed; 16 hexadecimal digits in the line. */
  readonly digestHigh: number
  readonly digestLow: number
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
  | (Digested & { readonly kind: 'seeded'; readonly stamp: string | undefined })
  /** Everything up to a serial is durable. */
  | (At & { readonly kind: 'synced'; readonly corpus: string; readonly serial: number })
  | (OnDocument & { readonly kind: 'superseded' })
  | (Digested & { readonly kind: 'indexed'; readonly textBytes: number })
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

/** A line of the trace, parsed: the event with its digest as 16 hexadecimal digits. */
export type TraceLine = LineOf<TraceEvent>

type LineOf<Event> = Event extends Digested
  ? Omit<Event, 'digestHigh' | 'digestLow'> & { readonly digest: string }
  : Event

/** Writes the event as one line of canonical JSON, line feed included. */
export function writeTraceEvent(writer: LineWriter, event: TraceEvent): void {
  writer.raw('{"at":').number(event.at)
  switch (event.kind) {
    case 'called':
      writer.raw(',"call":').number(event.call)
      writer.raw(',"corpus":').quotedAgain(event.corpus).raw(',"documents":')
      quoteAll(writer, event.documents)
      if (event.error !== undefined) writer.raw(',"error":').quoted(event.error)
      writer.raw(',"kind":"called","operation":').quoted(event.operation)
      break
    case 'replied':
      writer.raw(',"call":').number(event.call).raw(',"kind":"replied"')
      break
    case 'accepted':
      onDocument(writer, event).raw(',"kind":"accepted","operation":').quoted(event.operation)
      writer.raw(',"revision":').number(event.revision)
      writer.raw(',"sequence":').number(event.sequence).raw(',"serial":').number(event.serial)
      return end(writer, event.stamp)
    case 'seeded':
      digested(writer, event).raw(',"kind":"seeded","revision":').number(event.revision)
      writer.raw(',"sequence":').number(event.sequence)
      return end(writer, event.stamp)
    case 'synced':
      writer.raw(',"corpus":').quotedAgain(event.corpus).raw(',"kind":"synced"')
      writer.raw(',"sequence":').number(event.sequence).raw(',"serial":').number(event.serial)
      return end(writer)
    case 'superseded':
      onDocument(writer, event).raw(',"kind":"superseded","revision":').number(event.revision)
      break
    case 'deleted':
      onDocument(writer, event).raw(',"kind":"deleted","revision":').number(event.revision)
      break
    case 'indexed':
      digested(writer, event).raw(',"kind":"indexed","revision":').number(event.revision)
      writer.raw(',"sequence":').number(event.sequence).raw(',"textBytes":').number(event.textBytes)
      return end(writer)
    case 'failed':
      writer.raw(',"code":').quoted(event.code)
      onDocument(writer, event).raw(',"kind":"failed","reason":').quoted(event.reason)
      writer.raw(',"revision":').number(event.revision)
      if (event.rule !== undefined) writer.raw(',"rule":').quoted(event.rule)
      break
    case 'lost':
      onDocument(writer, event).raw(',"kind":"lost","revision":').number(event.revision)
      writer.raw(',"rule":').quoted(event.rule)
      break
    case 'died':
      writer.raw(',"attempt":').number(event.attempt)
      writer.raw(',"corpus":').quotedAgain(event.corpus).raw(',"death":').quoted(event.death)
      writer.raw(',"document":').quoted(event.document).raw(',"kind":"died","revision":').number(event.revision)
      writer.raw(',"rule":').quoted(event.rule)
      break
    case 'fault':
      writer.raw(',"call":').number(event.call).raw(',"effect":').quoted(event.effect)
      writer.raw(',"kind":"fault","rule":').quoted(event.rule)
      break
    case 'restarted':
      writer.raw(',"kind":"restarted"')
      break
  }
  writer.raw(',"sequence":').number(event.sequence)
  end(writer)
}

function onDocument(writer: LineWriter, event: OnDocument): LineWriter {
  return writer.raw(',"corpus":').quotedAgain(event.corpus).raw(',"document":').quoted(event.document)
}

function digested(writer: LineWriter, event: Digested): LineWriter {
  writer.raw(',"corpus":').quotedAgain(event.corpus)
  writer.raw(',"digest":"').hex(event.digestHigh).hex(event.digestLow)
  return writer.raw('","document":').quoted(event.document)
}

function quoteAll(writer: LineWriter, texts: readonly string[]): void {
  for (let i = 0; i < texts.length; i++) writer.raw(i === 0 ? '[' : ',').quoted(texts[i] as string)
  writer.raw(texts.length === 0 ? '[]' : ']')
}

function end(writer: LineWriter, stamp?: string): void {
  if (stamp !== undefined) writer.raw(',"stamp":').quoted(stamp)
  writer.raw('}\n')
}
