/** Which groups an index knows, and what became of the puts and deletes of their members. */
import type { Alarm } from '../../core/alarms.ts'
import type { Simulation } from '../../core/simulation.ts'
import type { GroupOrderingIdSummary, PrincipalMappingStatus } from './shapes/principal-mapping-shapes.ts'

/** DescribePrincipalMapping tells of so many actions of a group [model]. */
const MOST_ACTIONS = 10

/** A put or a delete of the members of a group. */
interface Action {
  status: PrincipalMappingStatus
  readonly isDelete: boolean
  readonly orderingId: number
  readonly receivedAt: number
  updatedAt: number
  failureReason: string | undefined
}

/** The members of a group that come from one data source, or from none. */
export interface PrincipalMapping {
  readonly group: string
  readonly dataSource: string | undefined
  readonly number: number
  /** The latest first. */
  readonly actions: Action[]
  /** How many puts have not been processed. */
  putsUnderWay: number
  /** The ordering id of the last action that took effect. */
  orderingId: number | undefined
  /** Whether the group has members. */
  isMapped: boolean
}

/** An action that is being processed. */
interface UnderWay {
  readonly mapping: PrincipalMapping
  readonly action: Action
  readonly dueAt: number
}

export interface SavedPrincipalMappings {
  readonly mappings: readonly PrincipalMapping[]
  /** Each says which mapping of the list it is about, and which of its actions; one that is not told of any more stands for itself. */
  readonly underWay: readonly {
    readonly mapping: number
    readonly action: number | Action
    readonly dueAt: number
  }[]
  readonly lastNumber: number
  readonly alarm: number
}

export class PrincipalMappings {
  readonly #simulation: Simulation
  readonly #corpus: string
  readonly #takesMs: number
  readonly #mappings = new Map<string, PrincipalMapping>()
  /** All actions take equally long, so that the first to come is the first to be done. */
  #underWay: UnderWay[] = []
  readonly #alarm: Alarm
  #lastNumber = 0

  /** `takesMs`: how long an action is being processed, in simulated milliseconds. */
  constructor(simulation: Simulation, corpus: string, takesMs: number, saved?: SavedPrincipalMappings) {
    this.#simulation = simulation
    this.#corpus = corpus
    this.#takesMs = takesMs
    this.#alarm = simulation.engine.alarms.add(() => this.#applyDue(), { as: saved?.alarm })
    if (saved !== undefined) this.#load(saved)
  }

  save(): SavedPrincipalMappings {
    const mappings = [...this.#mappings.values()]
    return {
      mappings,
      underWay: this.#underWay.map(({ mapping, action, dueAt }) => {
        const place = mapping.actions.indexOf(action)
        return { mapping: mappings.indexOf(mapping), action: place === -1 ? action : place, dueAt }
      }),
      lastNumber: this.#lastNumber,
      alarm: this.#alarm.number,
    }
  }

  find(group: string, dataSource: string | undefined): PrincipalMapping | undefined {
    return this.#mappings.get(keyOf(group, dataSource))
  }

  /** Groups with members from this data source, or put without one. */
  groupsOf(dataSource: string | undefined): PrincipalMapping[] {
    return [...this.#mappings.values()].filter(
      (mapping) => mapping.isMapped && mapping.dataSource === dataSource,
    )
  }

  /** Puts the members of a group, or deletes them. */
  submit(
    what: 'put' | 'delete',
    group: string,
    dataSource: string | undefined,
    orderingId: number | undefined,
  ): void {
    const { now } = this.#simulation.clock
    const mapping = this.#mappingOf(group, dataSource)
    const isDelete = what === 'delete'
    const action: Action = {
      status: isDelete ? 'DELETING' : 'PROCESSING',
      isDelete,
      // In milliseconds since the epoch where nobody says otherwise [doc].
      orderingId: orderingId ?? now,
      receivedAt: now,
      updatedAt: now,
      failureReason: undefined,
    }
    mapping.actions.unshift(action)
    mapping.actions.splice(MOST_ACTIONS)
    if (!isDelete) mapping.putsUnderWay++
    this.#record(mapping, action)
    this.#underWay.push({ mapping, action, dueAt: now + this.#takesMs })
    this.#alarm.arm(this.#takesMs)
  }

  /** The actions of a group as DescribePrincipalMapping tells of them. */
  describe({ actions }: PrincipalMapping): GroupOrderingIdSummary[] {
    return actions.map(({ status, updatedAt, receivedAt, orderingId, failureReason }) => ({
      Status: status,
      LastUpdatedAt: new Date(updatedAt),
      ReceivedAt: new Date(receivedAt),
      OrderingId: orderingId,
      ...(failureReason !== undefined && { FailureReason: failureReason }),
    }))
  }

  /** The data source is no more, and no group has members from it. */
  forget(dataSource: string): void {
    for (const [key, mapping] of this.#mappings)
      if (mapping.dataSource === dataSource) this.#mappings.delete(key)
    this.#underWay = this.#underWay.filter(({ mapping }) => mapping.dataSource !== dataSource)
    this.#alarm.disarm()
    this.#await()
  }

  /** The index is no more. */
  abandon(): void {
    this.#alarm.drop()
  }

  #load({ mappings, underWay, lastNumber }: SavedPrincipalMappings): void {
    for (const mapping of mappings) this.#mappings.set(keyOf(mapping.group, mapping.dataSource), mapping)
    for (const { mapping: number, action, dueAt } of underWay) {
      const mapping = mappings[number] as PrincipalMapping
      const itself = typeof action === 'number' ? (mapping.actions[action] as Action) : action
      this.#underWay.push({ mapping, action: itself, dueAt })
    }
    this.#lastNumber = lastNumber
  }

  #mappingOf(group: string, dataSource: string | undefined): PrincipalMapping {
    const key = keyOf(group, dataSource)
    let mapping = this.#mappings.get(key)
    if (mapping === undefined) {
      const number = ++this.#lastNumber
      mapping = {
        group,
        dataSource,
        number,
        actions: [],
        putsUnderWay: 0,
        orderingId: undefined,
        isMapped: false,
      }
      this.#mappings.set(key, mapping)
    }
    return mapping
  }

  #applyDue(): void {
    const { now } = this.#simulation.clock
    const later = this.#underWay.findIndex(({ dueAt }) => dueAt > now)
    const due = this.#underWay.splice(0, later === -1 ? this.#underWay.length : later)
    for (const { mapping, action } of due) this.#apply(mapping, action)
    this.#await()
  }

  /** The alarm rings when the next action is due. */
  #await(): void {
    const [next] = this.#underWay
    if (next !== undefined) this.#alarm.arm(next.dueAt - this.#simulation.clock.now)
  }

  /** An action never overrides one with a higher ordering id [doc]; it fails then [assumed]. */
  #apply(mapping: PrincipalMapping, action: Action): void {
    action.updatedAt = this.#simulation.clock.now
    if (!action.isDelete) mapping.putsUnderWay--
    if (mapping.orderingId !== undefined && action.orderingId < mapping.orderingId) {
      action.status = 'FAILED'
      action.failureReason = `An action with the higher ordering id ${mapping.orderingId} took effect before.`
    } else {
      mapping.orderingId = action.orderingId
      mapping.isMapped = !action.isDelete
      action.status = action.isDelete ? 'DELETED' : 'SUCCEEDED'
    }
    this.#record(mapping, action)
  }

  #record({ group }: PrincipalMapping, { status }: Action): void {
    this.#simulation.engine.record.entered(this.#corpus, `principal mapping ${group}`, status)
  }
}

function keyOf(group: string, dataSource: string | undefined): string {
  return JSON.stringify([dataSource ?? '', group])
}
