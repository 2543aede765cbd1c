/** A scenario that is a module of its own: `export default` or `export const scenario`, and `export const options` beside it. */
import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { ExploreOptions } from '../../index.ts'
import type { Scenario } from '../../testing/scenario.ts'
import { UsageError } from '../usage-error.ts'

export interface ScenarioModule {
  readonly scenario: Scenario
  readonly options: ExploreOptions
}

/** Throws a UsageError where there is no such module, or no scenario in it. */
export async function loadScenario(file: string): Promise<ScenarioModule> {
  if (!existsSync(file)) throw new UsageError(`There is no scenario module ${file}.`)
  if (statSync(file).isDirectory())
    throw new UsageError(`${file} is a folder; name the module of the scenario in it.`)
  if (/\.json$/i.test(file))
    throw new UsageError(
      `${file} is no scenario module. To run what is recorded in a file again: indexsim replay ${file}`,
    )
  const loaded = await importModule(file)
  const scenario = loaded['scenario'] ?? loaded['default']
  if (typeof scenario !== 'function')
    throw new UsageError(
      `${file} exports no scenario: expected 'export async function scenario(sim, context) { ... }', or such a default export.`,
    )
  return { scenario: scenario as Scenario, options: (loaded['options'] ?? {}) as ExploreOptions }
}

/** As it is written into a token: the same on every system, and for whoever runs the command in the same folder. */
export function nameOfModule(file: string): string {
  return path.relative(process.cwd(), path.resolve(file)).split(path.sep).join('/')
}

async function importModule(file: string): Promise<Record<string, unknown>> {
  try {
    return (await import(pathToFileURL(path.resolve(file)).href)) as Record<string, unknown>
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new UsageError(`${file} cannot be loaded:\n${placeOf(file) ?? error.message}`)
    if ((error as NodeJS.ErrnoException).code !== 'ERR_UNKNOWN_FILE_EXTENSION') throw error
    throw new UsageError(
      `${file} is no JavaScript, and this Node loads nothing else by itself: compile it, or run a newer Node.`,
    )
  }
}

/** Node tells file and line of a syntax error, of any module on the way, only where a process ends by it. */
function placeOf(file: string): string | undefined {
  const program = `await import(${JSON.stringify(pathToFileURL(path.resolve(file)).href)})`
  const args = [...process.execArgv, '--input-type=module', '--eval', program]
  const { stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 10_000 })
  return /^[^]*?^SyntaxError.*$/m.exec(stderr)?.[0]
}
