/**
 * What is to happen, and when: the event queue with meaning. An event is about a revision, an alarm or a task. That
 * of a revision carries a small generation, by which it is known whether it still counts when it comes.
 */
import { EventQueue, type SavedEventQueue } from './event-queue.ts'

/**
 * The kinds of events that the engine knows how to commit. A silent one is an alarm that nobody waits for: it has no place
 * in the order of events unless something comes of it.
 */
export const EVENT = { task: 0, complete: 1, retry: 2, alarm: 3, seeded: 4, silent: 5 } as const
export type EventKind = (typeof EVENT)[keyof typeof EVENT]

export interface SavedAgenda {
  readonly queue: SavedEventQueue
  readonly sequence: number
  /** How many slots there are for tasks, and which of them are free. */
  readonly slots: number
  readonly freeSlots: readonly number[]
}

export class Agenda {
  readonly #queue = new EventQueue()
  readonly #tasks: ((() => void) | undefined)[] = []
  readonly #freeSlots: number[] = []
  #sequence = 0

  get size(): number {
    return this.#queue.size
  }
  /** The instant of the earliest event; Infinity when there is none. */
  get nextAt(): number {
    return this.#queue.nextAt
  }
  get isNextLast(): boolean {
    return this.#queue.isNextLast
  }
  get nextKind(): EventKind {
    return (this.#queue.nextTag & 7) as EventKind
  }
  get nextRow(): number {
    return this.#queue.nextRow
  }
  get nextGeneration(): number {
    return this.#queue.nextTag >> 3
  }

  /** The place of the event that was taken last in the order of all events. */
  get sequence(): number {
    return this.#sequence
  }
  get kind(): EventKind {
    return (this.#queue.tag & 7) as EventKind
  }
  get row(): number {
    return this.#queue.row
  }
  get generation(): number {
    return this.#queue.tag >> 3
  }

  /** `generation` is a number of 16 bits. */
  add(at: number, kind: EventKind, row: number, generation: number): void {
    this.#queue.push(at, row, generation * 8 + kind)
  }

  addTask(at: number, task: () => void): void {
    this.#queue.push(at, this.#keep(task), EVENT.task)
  }

  /** The task comes after everything else of its instant. */
  addLastTask(at: number, task: () => void): void {
    this.#queue.pushLast(at, this.#keep(task), EVENT.task)
  }

  /** Takes the earliest event away: `kind`, `row` and `generation` are its. */
  take(): void {
    this.#queue.pop()
    if (this.kind !== EVENT.silent) this.count()
  }

  /** The event that was taken has a place in the order of all events. */
  count(): void {
    this.#sequence++
  }

  /** The task of the event that was taken. */
  takeTask(): () => void {
    const { row } = this
    const task = this.#tasks[row] as () => void
    this.#tasks[row] = undefined
    this.#freeSlots.push(row)
    return task
  }

  save(): SavedAgenda {
    return {
      queue: this.#queue.save(),
      sequence: this.#sequence,
      slots: this.#tasks.length,
      freeSlots: this.#freeSlots,
    }
  }

  /** Tasks are functions of clients, and nothing is left of them but their places in the order of events. */
  load({ queue, sequence, slots, freeSlots }: SavedAgenda): void {
    this.#queue.load(queue)
    this.#sequence = sequence
    for (let slot = 0; slot < slots; slot++) this.#tasks.push(doNothing)
    for (const slot of freeSlots) {
      this.#tasks[slot] = undefined
      this.#freeSlots.push(slot)
    }
  }

  #keep(task: () => void): number {
    const slot = this.#freeSlots.pop() ?? this.#tasks.length
    this.#tasks[slot] = task
    return slot
  }
}

function doNothing(): void {}
