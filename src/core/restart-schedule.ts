/** Restarts of the service at instants that fault rules give. */
import type { Agenda } from './agenda.ts'
import type { Alarm, Alarms } from './alarms.ts'
import type { DocumentRecorder } from './document-recorder.ts'
import type { RuleEngine } from './rule-engine.ts'
import type { FaultRule } from './fault-rule.ts'
import type { VirtualClock } from './virtual-clock.ts'

export interface RestartScheduleParts {
  readonly alarms: Alarms
  readonly clock: VirtualClock
  readonly agenda: Agenda
  readonly plan: RuleEngine
  readonly record: DocumentRecorder
  /** The service crashes and comes back. */
  readonly restart: () => void
}

/** The number of the alarm of each rule. */
export type SavedRestartSchedule = readonly (readonly [rule: string, alarm: number])[]

export class RestartSchedule {
  readonly #parts: RestartScheduleParts
  readonly #alarms = new Map<string, Alarm>()

  constructor(parts: RestartScheduleParts) {
    this.#parts = parts
  }

  /** Takes up a rule whose effect is a restart; others are none of its business. */
  add(rule: FaultRule): void {
    if (rule.do.type !== 'restart') return
    const alarm = this.#addAlarm(rule)
    const afterMs = nextAfter(rule, this.#parts.clock.elapsedMs)
    if (afterMs !== undefined) alarm.arm(afterMs)
  }

  remove(name: string): void {
    this.#alarms.get(name)?.drop()
    this.#alarms.delete(name)
  }

  save(): SavedRestartSchedule {
    return Array.from(this.#alarms, ([rule, alarm]) => [rule, alarm.number])
  }

  load(saved: SavedRestartSchedule, rules: Iterable<FaultRule>): void {
    const byName = new Map(Array.from(rules, (rule) => [rule.name, rule]))
    for (const [name, number] of saved) this.#addAlarm(byName.get(name) as FaultRule, number)
  }

  /** Nobody waits for a restart: it comes only while somebody waits for something else. */
  #addAlarm(rule: FaultRule, as?: number): Alarm {
    const alarm = this.#parts.alarms.add(() => this.#ring(rule, alarm), { isPending: false, as })
    this.#alarms.set(rule.name, alarm)
    return alarm
  }

  #ring(rule: FaultRule, alarm: Alarm): void {
    const { clock, agenda, plan, record, restart } = this.#parts
    const atMs = clock.elapsedMs
    const fired = plan.evaluateAlone(rule.name, {
      atMs,
      facade: '',
      operations: [],
      isImplied: true,
      corpus: '',
      documents: [],
      attempt: undefined,
      drawKey: () => [atMs],
    })
    if (fired !== undefined) {
      agenda.count()
      record.fault({ rule: fired.rule, effect: 'restart' })
      restart()
    }
    const { period } = rule.do.type === 'restart' ? rule.do : {}
    if (period !== undefined && atMs + period < (rule.when.until ?? Infinity)) alarm.arm(period)
  }
}

/** How long it is to the next restart of the rule; undefined where all are over. */
function nextAfter({ do: effect, when: { from } }: FaultRule, nowMs: number): number | undefined {
  if (from === undefined) return 0
  if (from >= nowMs) return from - nowMs
  const { period } = effect.type === 'restart' ? effect : {}
  return period === undefined ? undefined : period - ((nowMs - from) % period)
}
