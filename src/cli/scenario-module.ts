/** A scenario that is a module of its own: `export default` or `export const scenario`, and `export const options` beside it. */
import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { UsageError } from './usage-error.ts'

export interface ScenarioModule<Scenario> {
  readonly scenario: Scenario
  /** What is exported by this name, unchecked; an empty object where nothing is. */
  readonly options: object
}

/**
 * Throws a UsageError where there is no such module, where it cannot be loaded, or has no scenario in it. The parameters are
 * those that a scenario of the command takes, as they would be written.
 */
export async function loadScenarioModule<Scenario>(
  file: string,
  parameters: string,
): Promise<ScenarioModule<Scenario>> {
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
      `${file} exports no scenario: expected 'export async function scenario(${parameters}) { ... }', or such a default export.`,
    )
  return { scenario: scenario as Scenario, options: loaded['options'] ?? {} }
}

async function importModule(file: string): Promise<Record<string, unknown>> {
  try {
    return (await import(pathToFileURL(path.resolve(file)).href)) as Record<string, unknown>
  } catch (error) {
    if (isOfAnotherLanguage(file, error))
      throw new UsageError(
        `${file} is no JavaScript, and this Node loads nothing else by itself: compile it, or run a newer Node.`,
      )
    const what = error instanceof SyntaxError ? (placeOf(file) ?? error.message) : ownPartOf(error)
    throw new UsageError(`${file} cannot be loaded:\n${what}`)
  }
}

function isOfAnotherLanguage(file: string, error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException
  return code === 'ERR_UNKNOWN_FILE_EXTENSION' && !/\.[cm]?js$/i.test(file)
}

/** Node tells file and line of a syntax error, of any module on the way, only where a process ends by it. */
function placeOf(file: string): string | undefined {
  const program = `await import(${JSON.stringify(pathToFileURL(path.resolve(file)).href)})`
  const args = [...process.execArgv, '--input-type=module', '--eval', program]
  const { stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 10_000 })
  return /^[^]*?^SyntaxError.*$/m.exec(stderr)?.[0]
}

/** What was thrown, and where in the module: the frames behind are Node's and ours. */
function ownPartOf(error: unknown): string {
  if (!(error instanceof Error)) return `it throws ${String(error)}`
  const [own = ''] = (error.stack ?? error.message).split(/\n +at [^\n]*\bnode:internal/)
  return own
}
