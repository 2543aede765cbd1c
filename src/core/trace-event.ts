/**
 * What a run leaves behind, as a discriminated union, and its form as canonical JSON: one line an event, members
 * in the order of their names, nothing that depends on the machine.
 */

import type { PlainText } from './plain-text.ts'
import { type LineWriter, piece, RepeatedPiece } from './line-writer.ts'

interface At {
  /** Simulated milliseconds since the start of the run. */
  readonly at: number
  /** The place of the event in the queue's order. */
  readonly sequence: number
}

interface OnDocument extends At {
  readonly corpus: string
  readonly document: string | PlainText
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
  | (Digested & {
      readonly kind: 'indexed'
      readonly textBytes: number
      /** Why the content was left out of the index, where it could not be read. */
      readonly unread: string | undefined
    })
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
  /** A rule fired: on a call, on a document of a call, or on a revision. */
  | (At & {
      readonly kind: 'fault'
      readonly effect: string
      readonly rule: string
      readonly call?: number | undefined
      readonly corpus?: string | undefined
      readonly document?: string | PlainText | undefined
      readonly revision?: number | undefined
    })
  /** A resource of the service has entered a state: an index, a data source, a sync job. */
  | (At & {
      readonly kind: 'resource'
      readonly corpus: string
      readonly resource: string
      readonly state: string
    })
  | (At & { readonly kind: 'restarted' })

/** A line of the trace, parsed: the event with its id as a text, and its digest as 16 hexadecimal digits. */
export type TraceLine = LineOf<TraceEvent>

type LineOf<Event> = Event extends Digested
  ? WithText<Omit<Event, 'digestHigh' | 'digestLow'>> & { readonly digest: string }
  : WithText<Event>

type WithText<Event> = { readonly [Member in keyof Event]: Exclude<Event[Member], PlainText> }

// The pieces of the lines, as long as they can be: each takes its time, however short it is.
const AT = piece('{"at":')
const CALL = piece(',"call":')
const CORPUS = new RepeatedPiece(',"corpus":', '')
const CORPUS_DIGEST = new RepeatedPiece(',"corpus":', ',"digest":"')
const CORPUS_DOCUMENT = new RepeatedPiece(',"corpus":', ',"document":')
const CORPUS_DOCUMENTS = new RepeatedPiece(',"corpus":', ',"documents":')
const ERROR = piece(',"error":')
const KIND_CALLED_OPERATION = piece(',"kind":"called","operation":')
const KIND_REPLIED_SEQUENCE = piece(',"kind":"replied","sequence":')
const KIND_ACCEPTED_REVISION = {
  put: piece(',"kind":"accepted","operation":"put","revision":'),
  delete: piece(',"kind":"accepted","operation":"delete","revision":'),
}
const REVISION = piece(',"revision":')
const SEQUENCE = piece(',"sequence":')
const SERIAL = piece(',"serial":')
const KIND_SEEDED_REVISION = piece(',"kind":"seeded","revision":')
const KIND_SYNCED = piece(',"kind":"synced"')
const KIND_SUPERSEDED_REVISION = piece(',"kind":"superseded","revision":')
const KIND_DELETED_REVISION = piece(',"kind":"deleted","revision":')
const KIND_INDEXED_REVISION = piece(',"kind":"indexed","revision":')
const TEXT_BYTES = piece(',"textBytes":')
const UNREAD = piece(',"unread":')
const CODE = piece(',"code":')
const KIND_FAILED_REASON = piece(',"kind":"failed","reason":')
const RULE = piece(',"rule":')
const KIND_LOST_REVISION = piece(',"kind":"lost","revision":')
const ATTEMPT = piece(',"attempt":')
const DEATH = piece(',"death":')
const DOCUMENT = piece(',"document":')
const DOCUMENT_AFTER_DIGEST = piece('","document":')
const KIND_DIED_REVISION = piece(',"kind":"died","revision":')
const EFFECT = piece(',"effect":')
const KIND_FAULT = piece(',"kind":"fault"')
const KIND_RESOURCE = piece(',"kind":"resource","resource":')
const STATE = piece(',"state":')
const KIND_RESTARTED = piece(',"kind":"restarted"')
const OPEN = 0x5b
const COMMA = 0x2c
const CLOSE = 0x5d
const STAMP = piece(',"stamp":')

/** Writes the event as one line of canonical JSON, line feed included. */
export function writeTraceEvent(writer: LineWriter, event: TraceEvent): void {
  writer.raw(AT).number(event.at)
  switch (event.kind) {
    case 'called':
      writer.raw(CALL).number(event.call)
      writer.raw(CORPUS_DOCUMENTS.with(event.corpus))
      quoteAll(writer, event.documents)
      if (event.error !== undefined) writer.raw(ERROR).quoted(event.error)
      writer.raw(KIND_CALLED_OPERATION).quoted(event.operation)
      break
    case 'replied':
      writer.raw(CALL).number(event.call).raw(KIND_REPLIED_SEQUENCE).number(event.sequence)
      return end(writer)
    case 'accepted':
      onDocument(writer, event).raw(KIND_ACCEPTED_REVISION[event.operation]).number(event.revision)
      writer.raw(SEQUENCE).number(event.sequence).raw(SERIAL).number(event.serial)
      return end(writer, event.stamp)
    case 'seeded':
      digested(writer, event).raw(KIND_SEEDED_REVISION).number(event.revision)
      writer.raw(SEQUENCE).number(event.sequence)
      return end(writer, event.stamp)
    case 'synced':
      writer.raw(CORPUS.with(event.corpus)).raw(KIND_SYNCED)
      writer.raw(SEQUENCE).number(event.sequence).raw(SERIAL).number(event.serial)
      return end(writer)
    case 'superseded':
      onDocument(writer, event).raw(KIND_SUPERSEDED_REVISION).number(event.revision)
      break
    case 'deleted':
      onDocument(writer, event).raw(KIND_DELETED_REVISION).number(event.revision)
      break
    case 'indexed':
      digested(writer, event).raw(KIND_INDEXED_REVISION).number(event.revision)
      writer.raw(SEQUENCE).number(event.sequence).raw(TEXT_BYTES).number(event.textBytes)
      if (event.unread !== undefined) writer.raw(UNREAD).quoted(event.unread)
      return end(writer)
    case 'failed':
      writer.raw(CODE).quoted(event.code)
      onDocument(writer, event).raw(KIND_FAILED_REASON).quoted(event.reason)
      writer.raw(REVISION).number(event.revision)
      if (event.rule !== undefined) writer.raw(RULE).quoted(event.rule)
      break
    case 'lost':
      onDocument(writer, event).raw(KIND_LOST_REVISION).number(event.revision)
      writer.raw(RULE).quoted(event.rule)
      break
    case 'died':
      writer.raw(ATTEMPT).number(event.attempt)
      writer.raw(CORPUS.with(event.corpus)).raw(DEATH).quoted(event.death)
      writer.raw(DOCUMENT).quoted(event.document).raw(KIND_DIED_REVISION).number(event.revision)
      writer.raw(RULE).quoted(event.rule)
      break
    case 'fault':
      if (event.call !== undefined) writer.raw(CALL).number(event.call)
      if (event.corpus !== undefined) writer.raw(CORPUS.with(event.corpus))
      if (event.document !== undefined) writer.raw(DOCUMENT).quoted(event.document)
      writer.raw(EFFECT).quoted(event.effect).raw(KIND_FAULT)
      if (event.revision !== undefined) writer.raw(REVISION).number(event.revision)
      writer.raw(RULE).quoted(event.rule)
      break
    case 'resource':
      writer.raw(CORPUS.with(event.corpus)).raw(KIND_RESOURCE).quoted(event.resource)
      writer.raw(SEQUENCE).number(event.sequence).raw(STATE).quoted(event.state)
      return end(writer)
    case 'restarted':
      writer.raw(KIND_RESTARTED)
      break
  }
  writer.raw(SEQUENCE).number(event.sequence)
  end(writer)
}

function onDocument(writer: LineWriter, event: OnDocument): LineWriter {
  return writer.raw(CORPUS_DOCUMENT.with(event.corpus)).quoted(event.document)
}

function digested(writer: LineWriter, event: Digested): LineWriter {
  writer.raw(CORPUS_DIGEST.with(event.corpus)).hex(event.digestHigh).hex(event.digestLow)
  return writer.raw(DOCUMENT_AFTER_DIGEST).quoted(event.document)
}

function quoteAll(writer: LineWriter, texts: readonly string[]): void {
  writer.byte(OPEN)
  for (let i = 0; i < texts.length; i++) {
    if (i > 0) writer.byte(COMMA)
    writer.quoted(texts[i] as string)
  }
  writer.byte(CLOSE)
}

function end(writer: LineWriter, stamp?: string): void {
  if (stamp !== undefined) writer.raw(STAMP).quoted(stamp)
  writer.endLine()
}
