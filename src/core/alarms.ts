/**
 * What will happen by itself when a span of simulated time is over, unless somebody disarms it: an automatic sync, a
 * resource that is being created. The queue holds only the number of an alarm, and an armed one counts as pending,
 * unless nobody waits for it.
 */
import { type Agenda, EVENT } from './agenda.ts'
import { assert } from './errors.ts'
import type { VirtualClock } from './virtual-clock.ts'

export interface SavedAlarms {
  /** The instant for which each alarm is armed, by its number; null for one that is not. */
  readonly dueAt: readonly (number | null)[]
  readonly unawaited: ReadonlySet<number>
  readonly free: readonly number[]
}

export interface AlarmOptions {
  readonly isPending?: boolean
  /** The number that the alarm had when a snapshot was taken: it is armed as it was. */
  readonly as?: number | undefined
}

export class Alarms {
  readonly #clock: VirtualClock
  readonly #agenda: Agenda
  readonly #rings: ((() => void) | undefined)[] = []
  /** Those that do not count as pending. */
  readonly #unawaited = new Set<number>()
  /** The instant for which an alarm is armed. */
  readonly #dueAt: (number | undefined)[] = []
  /** Numbers of alarms that nobody needs any more. */
  readonly #free: number[] = []
  #armed = 0

  constructor(clock: VirtualClock, agenda: Agenda) {
    this.#clock = clock
    this.#agenda = agenda
  }

  /** How many are armed and waited for. */
  get armed(): number {
    return this.#armed
  }

  add(ring: () => void, { isPending = true, as }: AlarmOptions = {}): Alarm {
    if (as !== undefined) return this.#takeUp(as, ring)
    const number = this.#free.pop() ?? this.#rings.length
    if (!isPending) this.#unawaited.add(number)
    this.#rings[number] = ring
    this.#dueAt[number] = undefined
    return new Alarm(this, number)
  }

  /** An alarm that is armed already keeps its instant. */
  arm(number: number, afterMs: number): void {
    if (this.#dueAt[number] !== undefined) return
    const dueAt = this.#clock.elapsedMs + afterMs
    this.#dueAt[number] = dueAt
    if (!this.#unawaited.has(number)) this.#armed++
    this.#agenda.add(dueAt, this.#unawaited.has(number) ? EVENT.silent : EVENT.alarm, number, 0)
  }

  disarm(number: number): void {
    if (this.#dueAt[number] === undefined) return
    this.#dueAt[number] = undefined
    if (!this.#unawaited.has(number)) this.#armed--
  }

  /** Nobody needs the alarm any more. */
  drop(number: number): void {
    if (this.#rings[number] === undefined) return
    this.disarm(number)
    this.#rings[number] = undefined
    this.#unawaited.delete(number)
    this.#free.push(number)
  }

  /** The event of an alarm has come. That of an earlier arming means nothing, unless the alarm is due now all the same. */
  ring(number: number): void {
    if (this.#dueAt[number] !== this.#clock.elapsedMs) return
    this.disarm(number)
    this.#rings[number]?.()
  }

  save(): SavedAlarms {
    const dueAt = Array.from(this.#dueAt, (at) => at ?? null)
    return { dueAt, unawaited: this.#unawaited, free: this.#free }
  }

  /** What the alarms do is for those to say who have them, by adding them `as` what they were. */
  load({ dueAt, unawaited, free }: SavedAlarms): void {
    for (const at of dueAt) {
      this.#rings.push(undefined)
      this.#dueAt.push(at ?? undefined)
    }
    for (const number of unawaited) this.#unawaited.add(number)
    for (const number of free) this.#free.push(number)
    this.#armed = dueAt.filter((at, number) => at !== null && !unawaited.has(number)).length
  }

  /** After loading: nobody may have been forgotten. */
  assertAllTaken(): void {
    const free = new Set(this.#free)
    const forgotten = this.#rings.findIndex((ring, number) => ring === undefined && !free.has(number))
    assert(forgotten === -1, `alarm ${forgotten} was loaded, and nobody has taken it up`)
  }

  #takeUp(number: number, ring: () => void): Alarm {
    const isTaken = number >= this.#rings.length || this.#rings[number] !== undefined
    assert(!isTaken, `alarm ${number} was taken up, and is not there to be`)
    this.#rings[number] = ring
    return new Alarm(this, number)
  }
}

export class Alarm {
  readonly #alarms: Alarms
  readonly #number: number

  /** By which a snapshot knows it. */
  get number(): number {
    return this.#number
  }

  constructor(alarms: Alarms, number: number) {
    this.#alarms = alarms
    this.#number = number
  }

  /** Rings after so many simulated milliseconds, unless it is armed already. */
  arm(afterMs: number): void {
    this.#alarms.arm(this.#number, afterMs)
  }

  disarm(): void {
    this.#alarms.disarm(this.#number)
  }

  /** It is needed no more, and must not be used again. */
  drop(): void {
    this.#alarms.drop(this.#number)
  }
}
