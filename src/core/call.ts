/** A call of a facade as the driver carries it: issued, under way, taking effect, answered. */
import type { CopyBytes } from './byte-copies.ts'
import type { OverlookedMember } from './call-log.ts'
import type { ConnectionError } from './connection-errors.ts'
import type { Key } from './draws.ts'
import type { EffectsOf, RefusalEffect } from './fault-rule.ts'
import { KeyHash } from './hash.ts'

/** What a service answers instead of a reply. Anything else that is thrown is trouble of the simulator itself. */
export abstract class ServiceError extends Error {}

/** What a facade asks of the driver. */
export interface CallRequest<Reply> {
  readonly facade: string
  readonly operation: string
  /** All names by which fault rules know it, where it has more than that one. */
  readonly alsoCalled?: readonly string[] | undefined
  /** The label of the corpus. */
  readonly corpus: string
  /** The documents that the call is about. */
  readonly documents: readonly string[]
  /** Other things of the corpus that it is about, by their names. Without this and documents a change is one of the whole corpus. */
  readonly resources?: readonly string[] | undefined
  /** Resources that the call depends on without changing them, for a call that changes something else. */
  readonly uses?: (() => readonly string[]) | undefined
  /** The session that it carries, where the facade has such. */
  readonly session?: string | undefined
  /** Its place in the order of issue, where that was reserved before the call could be read; else it is issued now. */
  readonly ticket?: number | undefined
  /** A read changes nothing: it need not keep its place among other reads of the same documents. */
  readonly isRead: boolean
  /** The input as it is recorded; nothing of it is shared with the caller. */
  readonly input: unknown
  /** What was in the input beside what the operation knows, for the log. */
  readonly overlooked?: readonly OverlookedMember[] | undefined
  /**
   * Puts what `map` gives in the place of each of the input's bytes. They are copies of its caller's, made as the log says, and
   * held until the call is over.
   */
  readonly mapBytes?: ((map: CopyBytes) => void) | undefined
  /** What of the input tells the call from others; without what clients draw at random. */
  readonly identity: unknown
  /** Data by which its facade can make it again, after a snapshot, to be delivered once more. */
  readonly recipe: unknown
  /** Whether its caller listens no more. */
  readonly isGivenUp?: (() => boolean) | undefined
  /** Takes effect. Throws a ServiceError where the service refuses. */
  apply(call: CallInEffect): Reply
  /** The service's own error for a fault of the request phase. */
  refuse(effect: RefusalEffect): Error
  /** What the caller sees where there is no reply: the connection broke, or could not be made, for this cause. */
  disconnected(cause: ConnectionError): Error
}

/** The stations at which something can happen to one document of a call. */
type DocumentPhase = 'batch' | 'read'

/** A call that takes effect. */
export interface CallInEffect {
  /** Whether there are rules for its documents at this station at all. */
  mayHaveFaults(phase: DocumentPhase): boolean
  /** Which of these effects of a station a rule has on one of its documents, if any. */
  faultOf<Phase extends DocumentPhase, Type extends EffectsOf[Phase]['type']>(
    phase: Phase,
    types: readonly Type[],
    document: string,
  ):
    | { readonly rule: string; readonly effect: Extract<EffectsOf[Phase], { readonly type: Type }> }
    | undefined
}

/** What tells a call from others. */
export type CallIdentity = Pick<CallRequest<unknown>, 'facade' | 'operation' | 'corpus' | 'identity'>

/** A 53-bit hash of a call's facade, operation, corpus and canonical input. */
export function identify(request: CallIdentity): number {
  const hash = new KeyHash().start().text(request.facade).text(request.operation).text(request.corpus)
  take(hash, request.identity)
  hash.finish()
  return (hash.high >>> 11) * 0x1_0000_0000 + hash.low
}

function take(hash: KeyHash, value: unknown): void {
  if (typeof value === 'string') hash.number(1).text(value)
  else if (typeof value === 'number') hash.number(2).text(String(value))
  else if (value instanceof Uint8Array) takeBytes(hash.number(3), value)
  // oxlint-disable-next-line no-restricted-globals -- a date of the input is data; no clock is read.
  else if (value instanceof Date) hash.number(4).number(value.getTime())
  else if (Array.isArray(value)) {
    hash.number(5).number(value.length)
    for (const item of value) take(hash, item)
  } else if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, member]) => member !== undefined)
    entries.sort(([a], [b]) => (a < b ? -1 : 1))
    hash.number(6).number(entries.length)
    for (const [key, member] of entries) {
      hash.text(key)
      take(hash, member)
    }
  } else hash.number(7).text(String(value))
}

function takeBytes(hash: KeyHash, bytes: Uint8Array): void {
  hash.number(bytes.length)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const whole = bytes.length - (bytes.length % 6)
  // Six bytes make a safe integer.
  for (let i = 0; i < whole; i += 6) hash.number(view.getUint32(i) * 0x1_0000 + view.getUint16(i + 4))
  for (let i = whole; i < bytes.length; i++) hash.number(bytes[i] as number)
}

/** What draws about a call are keyed by, beside the how-manieth identical call it is. */
export function drawKeyOf(request: CallIdentity, identity: number): readonly Key[] {
  return [request.facade, request.operation, request.corpus, identity]
}
