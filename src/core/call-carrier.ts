/**
 * Carries calls to the service and back: half of a call's latency on the way there, the effect, the other half on the
 * way back. Calls that are under way together may overtake each other, as on a network.
 */
import { type CallInEffect, type CallRequest, drawKeyOf, identify, ServiceError } from './call.ts'
import { copyBytes, releaseBytes } from './byte-copies.ts'
import { inOrderOfEntry } from './call-order.ts'
import type { Alarm } from './alarms.ts'
import type { CallLog } from './call-log.ts'
import type { Draws, Span } from './draws.ts'
import type { Engine } from './engine.ts'
import {
  type ConnectionError,
  connectionRefused,
  connectionReset,
  connectionTimedOut,
  replyLost,
} from './connection-errors.ts'
import type { RuleEngine, FiredFault } from './rule-engine.ts'
import type { FaultPhase } from './fault-rule.ts'
import { Occurrences, type SavedOccurrences } from './occurrences.ts'
import { type Entry, Roster } from './roster.ts'
import type { Trace } from './trace.ts'
import type { VirtualClock } from './virtual-clock.ts'
import type { Wait, Waits } from './waits.ts'

/** How long a call is under way: simulated milliseconds there and back, or a function of the call. */
export type Latency = Span | ((call: { facade: string; operation: string; corpus: string }) => number)

export interface CarrierParts {
  readonly engine: Engine
  readonly clock: VirtualClock
  readonly draws: Draws
  readonly faults: RuleEngine
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
  superseded: readonly string[] | undefined
  /** Its input is being read, whatever functions of the users' do meanwhile. */
  isInEffect: boolean
  /** What `identify` gives, kept since every draw about one of its documents asks, and it reads the whole input. */
  identity: number | undefined
}

/** A call that has reached the service. */
type DeliveredCall = Pick<Call, 'request' | 'number' | 'round'> &
  Partial<Pick<Call, 'superseded' | 'identity'>>

/** A call that will be delivered once more. */
interface Delivery {
  readonly alarm: Alarm
  readonly call: DeliveredCall
}

/** Has a facade make a call again. */
export type Remake = (facade: string, recipe: unknown) => CallRequest<unknown>

export interface SavedCarrier {
  readonly round: number
  readonly lastNumber: number
  readonly occurrences: SavedOccurrences<number>
  readonly deliveries: readonly {
    readonly alarm: number
    readonly number: number
    readonly round: number
    readonly facade: string
    readonly recipe: unknown
  }[]
}

type Outcome =
  | { readonly reply: unknown }
  /** An error, and its name in the trace where that is not its own: it must not depend on the door of the call. */
  | { readonly error: Error; readonly name?: string }

/** What the caller hears, and how much later than usual. */
interface Answer {
  readonly outcome: Outcome
  readonly laterMs: number
}

export class CallCarrier {
  readonly #parts: CarrierParts
  readonly #waits: Waits
  /** Takes what tells a caller of the outcome; it is done when the instant is over. */
  readonly #tellLater: (tell: () => void) => void
  readonly #underWay = new Roster<Call>()
  readonly #occurrences = new Occurrences<number>()
  readonly #deliveries = new Set<Delivery>()
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
    const wait = { what, since: issuedAt, reject, isGivenUp: request.isGivenUp, place: -1 }
    this.#waits.add(wait)
    const ticket = request.ticket ?? this.reserve()
    this.#issued.push({
      request,
      wait,
      ticket,
      issuedAt,
      resolve,
      number: 0,
      round: 0,
      superseded: undefined,
      isInEffect: false,
      identity: undefined,
      place: -1,
    })
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
    for (const call of calls) this.#answer(call, { error: call.request.disconnected(connectionReset()) })
  }

  /** Forgets all calls; nobody is told. */
  drop(): void {
    this.#underWay.clear()
    this.#issued = []
  }

  /** No call may be under way. */
  save(): SavedCarrier {
    return {
      round: this.#round,
      lastNumber: this.#lastNumber,
      occurrences: this.#occurrences.save(),
      deliveries: Array.from(this.#deliveries, ({ alarm, call: { request, number, round } }) => ({
        alarm: alarm.number,
        number,
        round,
        facade: request.facade,
        recipe: request.recipe,
      })),
    }
  }

  load(saved: SavedCarrier, remake: Remake): void {
    this.#round = saved.round
    this.#lastNumber = saved.lastNumber
    this.#occurrences.load(saved.occurrences)
    for (const { alarm, number, round, facade, recipe } of saved.deliveries)
      this.#expectAgain({ request: remake(facade, recipe), number, round }, alarm)
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
      call.isInEffect = true
      const { outcome, laterMs } = this.#takeEffect(call)
      call.isInEffect = false
      // A function of the users' may have restarted the service.
      if (!this.#underWay.has(call)) this.#release(call)
      engine.agenda.addTask(clock.elapsedMs + backMs + laterMs, () => this.#reply(call, outcome))
    })
  }

  #latencyOf(call: Call): number {
    const { request, round } = call
    const { latencyMs, draws } = this.#parts
    if (typeof latencyMs === 'function')
      return latencyMs({ facade: request.facade, operation: request.operation, corpus: nameOf(request) })
    if (typeof latencyMs === 'number') return latencyMs
    const identity = identityOf(call)
    const occurrence = this.#occurrences.count(identity, round)
    return draws.span(latencyMs, 'latency', ...drawKeyOf(request, identity), occurrence)
  }

  /** The call reaches the service: it is refused by a rule, or does what it does. */
  #takeEffect(call: Call): Answer {
    const refusal = this.#refuse(call)
    if (refusal !== undefined) {
      this.#recordCalled(call, refusal.outcome)
      return refusal
    }
    const outcome = this.#apply(call)
    return this.#respond(call, outcome)
  }

  #apply(call: DeliveredCall): Outcome {
    const { engine } = this.#parts
    // What has come by itself since is no call's doing, nor is the second delivery of a call its caller's.
    engine.takeSuperseded()
    const outcome = applied(call.request, this.#inEffect(call))
    call.superseded ??= engine.takeSuperseded()
    this.#recordCalled(call, outcome)
    return outcome
  }

  #inEffect(call: DeliveredCall): CallInEffect {
    return {
      mayHaveFaults: (phase) => !this.#parts.faults.isEmptyFor(phase),
      // The rules that are asked have one of these effects.
      faultOf: (phase, types, document) => this.#faultOn(phase, call, document, types) as never,
    }
  }

  /** What keeps the call from the service, or makes the service refuse it. */
  #refuse(call: Call): Answer | undefined {
    const { request } = call
    const outage = this.#faultOn('service', call)
    if (outage !== undefined) return { outcome: cut(request, connectionRefused()), laterMs: 0 }
    const fired = this.#faultOn('request', call)
    if (fired === undefined) return undefined
    const { effect } = fired
    switch (effect.type) {
      case 'reset':
        return { outcome: cut(request, connectionReset()), laterMs: 0 }
      case 'timeout':
        return {
          outcome: cut(request, connectionTimedOut()),
          laterMs: effect.after,
        }
      case 'throttle':
      case 'error':
        return { outcome: { error: request.refuse(effect) }, laterMs: 0 }
    }
  }

  /** What becomes of the reply of a call that has had its effect. */
  #respond(call: Call, outcome: Outcome): Answer {
    const fired = this.#faultOn('response', call)
    if (fired === undefined) return { outcome, laterMs: 0 }
    const { effect } = fired
    switch (effect.type) {
      case 'dropReply':
        return {
          outcome: cut(call.request, replyLost({ form: effect.as ?? 'reset', outcome })),
          laterMs: 0,
        }
      case 'slow':
        return { outcome, laterMs: fired.ms(effect.by) }
      case 'duplicate': {
        this.#expectAgain(call).arm(fired.ms(effect.after))
        // It keeps what it may need for long, and nothing that lies beside.
        call.request.mapBytes?.(copyOnce)
        return { outcome, laterMs: 0 }
      }
    }
  }

  /** An alarm, for which `settle` waits: the call is still on its way. */
  #expectAgain({ request, number, round }: DeliveredCall, as?: number): Alarm {
    const alarm = this.#parts.engine.alarms.add(
      () => {
        alarm.drop()
        this.#deliveries.delete(delivery)
        this.#apply(delivery.call)
      },
      { as },
    )
    const delivery = { alarm, call: { request, number, round } }
    this.#deliveries.add(delivery)
    return alarm
  }

  /** The rule that fires on the call, or on one document of it, at this station; written down where one does. */
  #faultOn<Phase extends FaultPhase>(
    phase: Phase,
    call: DeliveredCall,
    document?: string,
    effects?: readonly string[],
  ): FiredFault<Phase> | undefined {
    const { engine, clock, faults } = this.#parts
    if (faults.isEmptyFor(phase)) return undefined
    const { request, number, round } = call
    const documents = document === undefined ? request.documents : [document]
    const fired = faults.evaluate(phase, {
      atMs: clock.elapsedMs,
      facade: request.facade,
      operations: request.alsoCalled ?? [request.operation],
      isImplied: true,
      corpus: request.corpus,
      documents,
      attempt: undefined,
      effects,
      round,
      drawKey: () => {
        const key = drawKeyOf(request, identityOf(call))
        return document === undefined ? key : [...key, document]
      },
    })
    if (fired === undefined) return undefined
    const corpus = document === undefined ? undefined : request.corpus
    engine.record.fault({ rule: fired.rule, effect: fired.effect.type, call: number, corpus, document })
    const incident = { at: clock.elapsedMs, rule: fired.rule, effect: fired.effect.type }
    for (const id of documents) engine.incidents.add(request.corpus, id, incident)
    return fired
  }

  #recordCalled({ request, number }: DeliveredCall, outcome: Outcome): void {
    const { engine, clock, trace } = this.#parts
    trace.record({
      at: clock.elapsedMs,
      sequence: engine.agenda.sequence,
      kind: 'called',
      call: number,
      operation: `${request.facade}.${request.operation}`,
      corpus: request.corpus,
      documents: request.documents,
      error: 'error' in outcome ? (outcome.name ?? outcome.error.name) : undefined,
    })
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

  #answer(call: Call, outcome: Outcome): void {
    const { wait, resolve } = call
    this.#waits.end(wait)
    this.#tellLater(() => ('error' in outcome ? wait.reject(outcome.error) : resolve(outcome.reply)))
    const { calls } = this.#parts
    if (calls.level !== 'off') this.#log(call, outcome)
    this.#release(call)
  }

  /** The call is over, and nobody will read its input any more. */
  #release({ request, isInEffect }: Call): void {
    if (!isInEffect) request.mapBytes?.(released)
  }

  #log({ request, issuedAt, superseded }: Call, outcome: Outcome): void {
    const { calls, clock } = this.#parts
    calls.add({
      facade: request.facade,
      operation: request.operation,
      corpus: nameOf(request),
      input: request.input,
      output: 'error' in outcome ? undefined : outcome.reply,
      error: 'error' in outcome ? outcome.error : undefined,
      startedAt: clock.startAt + issuedAt,
      endedAt: clock.now,
      session: request.session,
      superseded: superseded ?? [],
      ...(request.overlooked && { overlooked: request.overlooked }),
    })
  }
}

function released(copy: Uint8Array): Uint8Array {
  releaseBytes(copy)
  return copy
}

/** A copy that is nobody else's, in the place of one that was borrowed. */
function copyOnce(borrowed: Uint8Array): Uint8Array {
  const copy = copyBytes(borrowed)
  releaseBytes(borrowed)
  return copy
}

function identityOf(call: DeliveredCall): number {
  return (call.identity ??= identify(call.request))
}

/** The service's own name of the corpus. */
function nameOf({ facade, corpus }: CallRequest<unknown>): string {
  return corpus.slice(facade.length + 1)
}

/** There is no reply, for this cause. */
function cut(request: CallRequest<unknown>, cause: ConnectionError): Outcome {
  return { error: request.disconnected(cause), name: cause.code }
}

function applied(request: CallRequest<unknown>, call: CallInEffect): Outcome {
  try {
    return { reply: request.apply(call) }
  } catch (error) {
    if (error instanceof ServiceError) return { error }
    throw error
  }
}
