/** The module of a scenario to explore, or to replay. */
import path from 'node:path'
import type { ExploreOptions } from '../../index.ts'
import type { Scenario } from '../../testing/scenario.ts'
import { loadScenarioModule } from '../scenario-module.ts'

export interface ExploreScenario {
  readonly scenario: Scenario
  readonly options: ExploreOptions
}

export async function loadScenario(file: string): Promise<ExploreScenario> {
  const { scenario, options } = await loadScenarioModule<Scenario>(file, 'sim, context')
  return { scenario, options: options as ExploreOptions }
}

/** As it is written into a token: the same on every system, and for whoever runs the command in the same folder. */
export function nameOfModule(file: string): string {
  return path.relative(process.cwd(), path.resolve(file)).split(path.sep).join('/')
}
