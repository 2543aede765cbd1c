/**
 * The one queue of everything that happens in simulated time. Instants are whole milliseconds, and the events of one
 * instant come in the order in which they were pushed: each instant has a list, and a heap orders the instants alone.
 * A million documents that are indexed within seconds are some thousand instants.
 * What an event is about is a row and a tag, which mean something to the engine alone.
 */
import { assert } from './errors.ts'

/** The events of one instant, each as `row * TAGS + tag`. */
interface Instant {
  readonly at: number
  events: number[]
  next: number
  /** Events that come after all others of the instant. */
  last: number[]
}

/** What is still to come, the earliest instant first; the first is the one that was being worked off. */
export type SavedEventQueue = readonly (Pick<Readonly<Instant>, 'at'> & {
  readonly events: readonly number[]
  readonly last: readonly number[]
})[]

/** A tag has twenty bits, which leave a row more than thirty. */
const TAGS = 1 << 20

export class EventQueue {
  /** A binary heap of the instants to come that have events. */
  readonly #heap: number[] = []
  readonly #instants = new Map<number, Instant>()
  /** The instant that is being worked off; more may come to it, and nothing before it. */
  #current: Instant = { at: -1, events: [], next: 0, last: [] }
  #size = 0
  /** The event that was taken last. */
  row = 0
  tag = 0

  get size(): number {
    return this.#size
  }

  /** The instant of the earliest event; Infinity when there is none. */
  get nextAt(): number {
    if (this.#size === 0) return Infinity
    return isDone(this.#current) ? (this.#heap[0] as number) : this.#current.at
  }

  /** Whether nothing but the last events of the earliest instant are left of it. */
  get isNextLast(): boolean {
    if (this.#size === 0) return false
    const { next, events } = this.#earliest
    return next === events.length
  }

  get nextRow(): number {
    return rowOf(nextOf(this.#earliest))
  }

  get nextTag(): number {
    return tagOf(nextOf(this.#earliest))
  }

  push(at: number, row: number, tag: number): void {
    this.#at(at).events.push(row * TAGS + tag)
    this.#size++
  }

  /** As `push`, but the event comes after all others of its instant. */
  pushLast(at: number, row: number, tag: number): void {
    this.#at(at).last.push(row * TAGS + tag)
    this.#size++
  }

  /** Takes the earliest event away: `row` and `tag` are its. */
  pop(): void {
    assert(this.#size > 0, 'an event was taken from an empty queue')
    if (isDone(this.#current)) {
      this.#current = this.#earliest
      this.#dropEarliest()
    }
    const current = this.#current
    const event = nextOf(current)
    this.row = rowOf(event)
    this.tag = tagOf(event)
    this.#size--
    if (current.next < current.events.length) current.next++
    else current.last.shift()
    if (current.next < current.events.length) return
    // Worked off so far: what comes to this instant yet begins a new list.
    current.next = 0
    if (current.events.length > 0) current.events = []
  }

  save(): SavedEventQueue {
    const { at, events, next, last } = this.#current
    const later = [...this.#instants.values()].sort((a, b) => a.at - b.at)
    return [
      { at, events: events.slice(next), last },
      ...later.map(({ at, events, last }) => ({ at, events, last })),
    ]
  }

  load([current, ...later]: SavedEventQueue): void {
    assert(current !== undefined && this.#size === 0, 'a queue was loaded that is not new')
    this.#current = { at: current.at, events: [...current.events], next: 0, last: [...current.last] }
    this.#size = current.events.length + current.last.length
    for (const { at, events, last } of later) {
      const instant = this.#at(at)
      instant.events = [...events]
      instant.last = [...last]
      this.#size += events.length + last.length
    }
  }

  get #earliest(): Instant {
    if (!isDone(this.#current)) return this.#current
    return this.#instants.get(this.#heap[0] as number) as Instant
  }

  #at(at: number): Instant {
    if (at === this.#current.at) return this.#current
    let instant = this.#instants.get(at)
    if (instant === undefined) {
      assert(at > this.#current.at, `an event was queued for ${at} ms, which is over`)
      instant = { at, events: [], next: 0, last: [] }
      this.#instants.set(at, instant)
      this.#addToHeap(at)
    }
    return instant
  }

  #addToHeap(at: number): void {
    const heap = this.#heap
    let hole = heap.push(at) - 1
    while (hole > 0) {
      const parent = (hole - 1) >> 1
      const parentAt = heap[parent] as number
      if (parentAt < at) break
      heap[hole] = parentAt
      hole = parent
    }
    heap[hole] = at
  }

  #dropEarliest(): void {
    const heap = this.#heap
    this.#instants.delete(heap[0] as number)
    const at = heap.pop() as number
    const length = heap.length
    if (length === 0) return
    let hole = 0
    for (;;) {
      let child = hole * 2 + 1
      if (child >= length) break
      if (child + 1 < length && (heap[child + 1] as number) < (heap[child] as number)) child++
      if (at < (heap[child] as number)) break
      heap[hole] = heap[child] as number
      hole = child
    }
    heap[hole] = at
  }
}

function isDone({ events, next, last }: Instant): boolean {
  return next === events.length && last.length === 0
}

function nextOf({ events, next, last }: Instant): number {
  return (next < events.length ? events[next] : last[0]) as number
}

function rowOf(event: number): number {
  return Math.floor(event / TAGS)
}

function tagOf(event: number): number {
  return event - rowOf(event) * TAGS
}
