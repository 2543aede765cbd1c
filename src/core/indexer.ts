/**
 * What the core asks of whatever analyses documents: it hands over bytes, and later takes a result.
 * The core never learns whether a thread did the work; a result depends on the document alone.
 */

/** How the bytes of a part are to be read. A facade maps its own content types to these. */
export type ContentFormat =
  | 'text'
  | 'html'
  | 'xml'
  | 'json'
  | 'csv'
  | 'markdown'
  | 'pdf'
  | 'rtf'
  | 'word'
  | 'powerpoint'
  | 'excel'
  /** Nothing is known of the format: the bytes are measured, never refused. */
  | 'binary'

/** One piece of a document. */
export interface DocumentPart {
  readonly bytes: Uint8Array
  readonly format: ContentFormat
}

/** A part that stands in no index, and why. */
export interface LeftOutPart {
  /** The how-manieth part, from 1. */
  readonly part: number
  readonly code: string
  readonly reason: string
}

/** What reading a document gave: data, also when it cannot be indexed. */
export type Analysis =
  | {
      readonly kind: 'indexed'
      /** Bytes of the extracted text in UTF-8, all parts together. */
      readonly textBytes: number
      /** The first title found, if the format has one. */
      readonly title: string | undefined
      /** The first 64 bits of the SHA-256 of the extracted text, as two unsigned halves that fit in typed columns. */
      readonly digestHigh: number
      readonly digestLow: number
      /** The first part that could not be read, where the others could. */
      readonly leftOut?: LeftOutPart | undefined
    }
  | { readonly kind: 'failed'; readonly code: string; readonly reason: string }

/** The parts of a document that had to be fetched, or why there are none. */
export type Content =
  | { readonly kind: 'fetched'; readonly parts: readonly DocumentPart[] }
  | { readonly kind: 'failed'; readonly code: string; readonly reason: string }

/** Content that is being fetched. */
export interface ContentToCome {
  readonly content: Promise<Content>
  /** Data by which its facade can have it fetched again, after a snapshot. */
  readonly origin: unknown
}

/** What is left of a job: what it found, or the parts that it is about. */
export type OpenWork =
  | { readonly kind: 'analysed'; readonly analysis: Analysis }
  | { readonly kind: 'open'; readonly parts: readonly DocumentPart[] }

/** The ways in which a rule can make a worker thread die. */
export type WorkerDeath = 'crash' | 'hang' | 'outOfMemory'

/** Analyses documents. A job is a number that the core gives, never twice. */
export interface Indexer {
  /**
   * Analyses the parts at once and returns the result, or takes the job on and returns undefined: then `take` gives the
   * result. The bytes are the indexer's from now on: nobody writes to them any more.
   */
  submit(job: number, parts: readonly DocumentPart[]): Analysis | undefined
  /** So much is waiting that nothing should be submitted before `room` resolves, where whoever submits can wait. */
  readonly isFull: boolean
  /** Resolves as soon as there is room for more. Never rejects. */
  room(): Promise<void>
  /** The result of a job, given once; undefined as long as it is not there. Throws WorkerPoolError when it can never come. */
  take(job: number): Analysis | undefined
  /** All results that are there and were not taken, by their jobs. Each is given once, here or by `take`. */
  takeDone(): ReadonlyMap<number, Analysis>
  /**
   * Analyses a job that has no result yet here and now, whatever a thread is doing with it, and gives the result; undefined
   * where that cannot be done.
   */
  finish(job: number): Analysis | undefined
  /** A look at a job whose result was not taken, which changes nothing. Throws WorkerPoolError when its result can never come. */
  look(job: number): OpenWork
  /** Resolves as soon as `take(job)` gives a result or throws. Never rejects. */
  ready(job: number): Promise<void>
  /** The result of this job is not wanted any more. */
  forget(job: number): void
  /** A planned death: really kills a worker thread where there is one, together with whatever it is working on. */
  kill(death: WorkerDeath): void
  /** Gives back all threads. Jobs still open are dropped. */
  close(): Promise<void>
}
