/** The state of a resource that takes time to be created, updated and deleted. */
import type { Alarm } from '../../core/alarms.ts'
import type { Simulation } from '../../core/simulation.ts'

export type ResourceStatus = 'CREATING' | 'ACTIVE' | 'UPDATING' | 'DELETING'

export interface ResourceParts {
  readonly simulation: Simulation
  /** The label of the corpus to which it belongs. */
  readonly corpus: string
  /** How the trace speaks of it. */
  readonly name: string
  /** Called when it has been deleted. */
  readonly end: () => void
}

export interface SavedResourceState {
  readonly alarm: number
  readonly status: ResourceStatus
  readonly createdAt: number
  readonly updatedAt: number
}

export class ResourceState {
  readonly #parts: ResourceParts
  readonly #alarm: Alarm
  #status: ResourceStatus
  readonly #createdAt: number
  #updatedAt: number

  constructor(parts: ResourceParts, saved?: SavedResourceState) {
    const { engine, clock } = parts.simulation
    this.#parts = parts
    this.#alarm = engine.alarms.add(() => this.#arrive(), { as: saved?.alarm })
    this.#status = saved?.status ?? 'ACTIVE'
    this.#createdAt = saved?.createdAt ?? clock.now
    this.#updatedAt = saved?.updatedAt ?? clock.now
  }

  save(): SavedResourceState {
    return {
      alarm: this.#alarm.number,
      status: this.#status,
      createdAt: this.#createdAt,
      updatedAt: this.#updatedAt,
    }
  }

  get status(): ResourceStatus {
    return this.#status
  }
  get createdAt(): Date {
    return new Date(this.#createdAt)
  }
  get updatedAt(): Date {
    return new Date(this.#updatedAt)
  }

  /** It is being created, updated or deleted for so many simulated milliseconds. */
  begin(status: Exclude<ResourceStatus, 'ACTIVE'>, takesMs: number): void {
    this.#alarm.disarm()
    this.#enter(status)
    this.#alarm.arm(takesMs)
  }

  /** It is no more, together with what it belonged to. */
  abandon(): void {
    this.#alarm.drop()
  }

  #arrive(): void {
    if (this.#status !== 'DELETING') return this.#enter('ACTIVE')
    this.#record('DELETED')
    this.#alarm.drop()
    this.#parts.end()
  }

  #enter(status: ResourceStatus): void {
    this.#status = status
    this.#updatedAt = this.#parts.simulation.clock.now
    this.#record(status)
  }

  #record(status: string): void {
    const { simulation, corpus, name } = this.#parts
    simulation.engine.record.entered(corpus, name, status)
  }
}
