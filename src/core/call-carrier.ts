/**
 * Carries calls to the service and back: half of a call's latency on the way there, the effect, the other half on the
 * way back. Calls that are under way together may overtake each other, as on a network.
 */
import { type CallRequest, drawKeyOf, identify, ServiceError } from './call.ts'
import { inOrderOfEntry } from './call-order.ts'
import type { CallLog } from './call-log.ts'
import type { Draws, Span } from './draws.ts'
import type { Engine } from './engine.ts'
import type { FaultPlan } from './fault-plan.ts'
import { Occurrences } from './occurrences.ts'
import { type Entry, Roster } from './roster.ts'
import type { Trace } from './trace.ts'
import { START_AT, type VirtualClock } from './virtual-clock.ts'
import type { Wait, Waits } from './waits.ts'

/** How long a call is under way: simulated milliseconds there and back, or a function of the call. */
export type Latency = Span | ((call: { facade: string; operation: string; corpus: string }) => number)

export interface CarrierParts {
  readonly engine: Engine
  readonly clock: VirtualClock
  readonly draws: Draws
  readonly faults: FaultPlan
  readonly trace: Trace
  readonly calls: CallLog
  readonly latencyMs: Latency
}

interface Call extends Entry {
  readonly request: CallRequest<unknown>
  readonly wait: Wait
  /** The place in the order of issue. */
  readonly ticket: number
  readonly issuedAt: number
  readonly resolve: (reply: unknown) => void
  number: number
  round: number
}

type Outcome = { readonly reply: unknown } | { readonly error: Error }

export class CallCarrier {
  readonly #parts: CarrierParts
  readonly #waits: Waits
  /** Takes what tells a caller of the outcome; it is done when the instant is over. */
  readonly #tellLater: (tell: () => void) => void
  readonly #underWay = new Roster<Call>()
  readonly #occurrences = new Occurrences<number>()
  #issued: Call[] = []
  #lastTicket = 0
  /** Calls that are let in together are of one round. */
  #round = 0
  #lastNumber = 0

  constructor(parts: CarrierParts, waits: Waits, tellLater: (tell: () => void) => void) {
    this.#parts = parts
    this.#waits = waits
    this.#tellLater = tellLater
  }

  /** A place in the order of issue, for a call that is still to come. */
  reserve(): number {
    return ++this.#lastTicket
  }

  /** The call was made; it enters when the instant's users have come to rest. */
  issue(
    request: CallRequest<unknown>,
    resolve: (reply: unknown) => void,
    reject: (error: Error) => void,
  ): void {
    const issuedAt = this.#parts.clock.elapsedMs
    const what = (): string => `${request.facade} ${request.operation} on ${request.corpus}`
    const wait = { what, since: issuedAt, reject, place: -1 }
    this.#waits.add(wait)
    const ticket = request.ticket ?? this.reserve()
    this.#issued.push({ request, wait, ticket, issuedAt, resolve, number: 0, round: 0, place: -1 })
  }

  /** Lets in what was issued, in an order that does not depend on chance. */
  enterIssued(): void {
    if (this.#issued.length === 0) return
    const issued = this.#issued.sort((a, b) => a.ticket - b.ticket)
    this.#issued = []
    this.#round++
    for (const call of inOrderOfEntry(issued)) this.#enter(call)
  }

  /** Calls under way lose their connection: those that have not taken effect yet never will. */
  disconnect(): void {
    const underWay = this.#underWay.clear().sort((a, b) => a.number - b.number)
    const calls = [...underWay, ...this.#issued]
    this.#issued = []
    for (const call of calls) this.#answer(call, { error: call.request.disconnected() })
  }

  /** Forgets all calls; nobody is told. */
  drop(): void {
    this.#underWay.clear()
    this.#issued = []
  }

  #enter(call: Call): void {
    const { engine, clock } = this.#parts
    call.number = ++this.#lastNumber
    call.round = this.#round
    this.#underWay.add(call)
    const latencyMs = this.#latencyOf(call)
    const thereMs = Math.floor(latencyMs / 2)
    const backMs = latencyMs - thereMs
    engine.agenda.addTask(clock.elapsedMs + thereMs, () => {
      if (!this.#underWay.has(call)) return
      const outcome = this.#takeEffect(call)
      engine.agenda.addTask(clock.elapsedMs + backMs, () => this.#reply(call, outcome))
    })
  }

  #latencyOf({ request, round }: Call): number {
    const { latencyMs, draws } = this.#parts
    if (typeof latencyMs === 'function')
      return latencyMs({ facade: request.facade, operation: request.operation, corpus: nameOf(request) })
    if (typeof latencyMs === 'number') return latencyMs
    const identity = identify(request)
    const occurrence = this.#occurrences.count(identity, round)
    return draws.span(latencyMs, 'latency', ...drawKeyOf(request, identity), occurrence)
  }

  /** The call reaches the service: it is refused by a rule, or does what it does. */
  #takeEffect(call: Call): Outcome {
    const { engine, clock, trace } = this.#parts
    const { request } = call
    const outcome = this.#refuse(call) ?? applied(request)
    trace.record({
      at: clock.elapsedMs,
      sequence: engine.agenda.sequence,
      kind: 'called',
      call: call.number,
      operation: `${request.facade}.${request.operation}`,
      corpus: request.corpus,
      documents: request.documents,
      error: 'error' in outcome ? outcome.error.name : undefined,
    })
    return outcome
  }

  #refuse({ request, number, round }: Call): Outcome | undefined {
    const { engine, clock, trace, faults } = this.#parts
    if (faults.isEmptyFor('request')) return undefined
    const fired = faults.evaluate('request', {
      atMs: clock.elapsedMs,
      facade: request.facade,
      operations: [request.operation],
      isImplied: true,
      corpus: request.corpus,
      documents: request.documents,
      attempt: undefined,
      round,
      drawKey: () => drawKeyOf(request, identify(request)),
    })
    if (fired === undefined) return undefined
    trace.record({
      at: clock.elapsedMs,
      sequence: engine.agenda.sequence,
      kind: 'fault',
      call: number,
      effect: fired.effect.type,
      rule: fired.rule,
    })
    const { effect } = fired
    return { error: effect.type === 'reset' ? request.disconnected() : request.refuse(effect) }
  }

  #reply(call: Call, outcome: Outcome): void {
    if (!this.#underWay.remove(call)) return
    const { engine, clock, trace } = this.#parts
    trace.record({
      at: clock.elapsedMs,
      sequence: engine.agenda.sequence,
      kind: 'replied',
      call: call.number,
    })
    this.#answer(call, outcome)
  }

  #answer({ request, wait, issuedAt, resolve }: Call, outcome: Outcome): void {
    this.#waits.end(wait)
    this.#tellLater(() => ('error' in outcome ? wait.reject(outcome.error) : resolve(outcome.reply)))
    const { calls, clock } = this.#parts
    if (calls.level === 'off') return
    calls.add({
      facade: request.facade,
      operation: request.operation,
      corpus: nameOf(request),
      input: request.input,
      output: 'error' in outcome ? undefined : outcome.reply,
      error: 'error' in outcome ? outcome.error : undefined,
      startedAt: START_AT + issuedAt,
      endedAt: clock.now,
    })
  }
}

/** The service's own name of the corpus. */
function nameOf({ facade, corpus }: CallRequest<unknown>): string {
  return corpus.slice(facade.length + 1)
}

function applied(request: CallRequest<unknown>): Outcome {
  try {
    return { reply: request.apply() }
  } catch (error) {
    if (error instanceof ServiceError) return { error }
    throw error
  }
}
