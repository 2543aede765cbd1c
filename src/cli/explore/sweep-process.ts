/** One of the processes that share a sweep: it is sent seeds, and says which pass and which fail. */
import { existsSync } from 'node:fs'
import { ConfigurationError, type ExploreOptions, FaultPlan, type FaultProfile } from '../../index.ts'
import { explain, runSeed } from '../../testing/explore.ts'
import { type ExploreSettings, FAULT_PROFILES, readExploreOptions } from '../../testing/explore-options.ts'
import { hasFailed } from '../../testing/shrink-run.ts'
import type { Scenario } from '../../testing/scenario.ts'
import { UsageError } from '../usage-error.ts'
import { loadScenario, nameOfModule } from './explore-scenario.ts'
import { type FindingReport, reportOf } from './finding-report.ts'
import type { CommandOptions, FromSweeper, ToSweeper } from './sweep-messages.ts'

interface Opened {
  readonly scenario: Scenario
  readonly settings: ExploreSettings
  readonly module: string
}

let opened: Opened | undefined

process.on('message', (message: ToSweeper) => {
  answer(message).catch((error: unknown) => {
    const isUsage = error instanceof UsageError || error instanceof ConfigurationError
    const { message: text, stack } = error as Error
    say({ kind: 'broke', isUsage, text: isUsage ? text : (stack ?? text) })
  })
})
// Whoever has started it may be gone.
process.on('disconnect', () => process.exit())

async function answer(message: ToSweeper): Promise<void> {
  switch (message.kind) {
    case 'open': {
      opened = await open(message.file, message.options)
      const { seeds, invariants, timeoutMs } = opened.settings
      return say({ kind: 'opened', seeds: seeds.length, invariants: invariants.length, timeoutMs })
    }
    case 'run':
      for (let place = message.from; place < message.to; place++) await run(place)
      return say({ kind: 'done' })
    case 'explain':
      return say({ kind: 'explained', finding: await explained(message.place) })
  }
}

async function open(file: string, options: CommandOptions): Promise<Opened> {
  const { scenario, options: own } = await loadScenario(file)
  const faults = options.faults === undefined ? own.faults : faultsOf(options.faults)
  const settings = readExploreOptions({ ...own, ...options, faults })
  return { scenario, settings, module: nameOfModule(file) }
}

/** A profile by its name, or the plan of a file. */
function faultsOf(text: string): ExploreOptions['faults'] {
  if ((FAULT_PROFILES as readonly string[]).includes(text)) return text as FaultProfile
  if (existsSync(text)) return FaultPlan.load(text)
  throw new UsageError(
    `There is no fault profile and no file ${text}; the profiles are ${FAULT_PROFILES.join(', ')}.`,
  )
}

async function run(place: number): Promise<void> {
  const { scenario, settings } = opened as Opened
  const seen = await runSeed(scenario, settings.seeds[place] as number, settings)
  if (hasFailed(seen)) return say({ kind: 'failed', place })
  const faultsFired = seen.fired.reduce((sum, times) => sum + times, 0)
  say({ kind: 'passed', place, faultsFired, excused: seen.excused, sources: seen.sources })
}

async function explained(place: number): Promise<FindingReport> {
  const { scenario: silent, settings, module } = opened as Opened
  const { seeds } = settings
  const scenario: Scenario = (sim, context) => {
    say({ kind: 'begun' })
    return silent(sim, context)
  }
  const failed = await runSeed(scenario, seeds[place] as number, settings)
  if (!hasFailed(failed))
    throw new Error(
      `Seed ${seeds[place]} has failed, and passes when it is run again: the scenario depends on more than its simulator (time, chance, what an earlier run has left).`,
    )
  return reportOf(await explain(scenario, failed, settings, `run ${place + 1} of ${seeds.length}`, module))
}

function say(message: FromSweeper): void {
  process.send?.(message)
}
