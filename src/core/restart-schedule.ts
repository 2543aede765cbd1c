/** Restarts of the service at instants that fault rules give. */
import type { Alarm, Alarms } from './alarms.ts'
import type { DocumentRecorder } from './document-recorder.ts'
import type { RuleEngine } from './rule-engine.ts'
import type { FaultRule } from './fault-rule.ts'
import type { VirtualClock } from './virtual-clock.ts'

export interface RestartScheduleParts {
  readonly alarms: Alarms
  readonly clock: VirtualClock
  readonly plan: RuleEngine
  readonly record: DocumentRecorder
  /** The service crashes and comes back. */
  readonly restart: () => void
}

export class RestartSchedule {
  readonly #parts: RestartScheduleParts
  readonly #alarms = new Map<string, Alarm>()

  constructor(parts: RestartScheduleParts) {
    this.#parts = parts
  }

  /** Takes up a rule whose effect is a restart; others are none of its business. */
  add(rule: FaultRule): void {
    if (rule.do.type !== 'restart') return
    const { alarms, clock } = this.#parts
    // Nobody waits for a restart: it comes only while somebody waits for something else.
    const alarm = alarms.add(() => this.#ring(rule, alarm), { isPending: false })
    this.#alarms.set(rule.name, alarm)
    alarm.arm(Math.max(0, (rule.when.from ?? 0) - clock.elapsedMs))
  }

  remove(name: string): void {
    this.#alarms.get(name)?.drop()
    this.#alarms.delete(name)
  }

  #ring(rule: FaultRule, alarm: Alarm): void {
    const { clock, plan, record, restart } = this.#parts
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
      record.fault({ rule: fired.rule, effect: 'restart' })
      restart()
    }
    const { period } = rule.do.type === 'restart' ? rule.do : {}
    if (period !== undefined && atMs + period < (rule.when.until ?? Infinity)) alarm.arm(period)
  }
}
