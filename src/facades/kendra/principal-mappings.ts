/** Which groups an index knows, and what became of the puts and deletes of their members. */
import type { Alarm } from '../../core/alarms.ts'
import type { Simulation } from '../../core/simulation.ts'
import type { GroupOrderingIdSummary, PrincipalMappingStatus } from './shapes/principal-mapping-shapes.ts'

/** DescribePrincipalMapping tells of so many actions of a group [model]. */
const MOST_ACTIONS = 10

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
  /** The ordering id of the last action that took effect. */
  orderingId: number | undefined
  /** Whether the group has members. */
  isMapped: boolean
}

export class PrincipalMappings {
  readonly #simulation: Simulation
  readonly #corpus: string
  readonly #mappings = new Map<string, PrincipalMapping>()
  readonly #alarms = new Set<Alarm>()

  constructor(simulation: Simulation, corpus: string) {
    this.#simulation = simulation
    this.#corpus = corpus
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

  /** Puts the members of a group, or deletes them, in so many simulated milliseconds. */
  submit(
    what: 'put' | 'delete',
    group: string,
    dataSource: string | undefined,
    orderingId: number | undefined,
    takesMs: number,
  ): void {
    const { now } = this.#simulation.clock
    const mapping = this.#mappingOf(group, dataSource)
    const action: Action = {
      status: what === 'delete' ? 'DELETING' : 'PROCESSING',
      isDelete: what === 'delete',
      orderingId: orderingId ?? now,
      receivedAt: now,
      updatedAt: now,
      failureReason: undefined,
    }
    mapping.actions.unshift(action)
    mapping.actions.splice(MOST_ACTIONS)
    this.#record(mapping, action)
    const alarm = this.#simulation.engine.alarms.add(() => {
      this.#alarms.delete(alarm)
      this.#apply(mapping, action)
    })
    this.#alarms.add(alarm)
    alarm.arm(takesMs)
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

  /** The index is no more. */
  abandon(): void {
    for (const alarm of this.#alarms) alarm.disarm()
  }

  #mappingOf(group: string, dataSource: string | undefined): PrincipalMapping {
    const key = keyOf(group, dataSource)
    let mapping = this.#mappings.get(key)
    if (mapping === undefined) {
      const number = this.#mappings.size + 1
      mapping = { group, dataSource, number, actions: [], orderingId: undefined, isMapped: false }
      this.#mappings.set(key, mapping)
    }
    return mapping
  }

  /** An action never overrides one with a higher ordering id [model]; it fails then [assumed]. */
  #apply(mapping: PrincipalMapping, action: Action): void {
    action.updatedAt = this.#simulation.clock.now
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
