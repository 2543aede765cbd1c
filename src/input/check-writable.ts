/** Whether a file can be written that is written at the end of something long. */
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { ConfigurationError } from '../core/errors.ts'

/** Throws a ConfigurationError where it cannot, for it is too late to say so when there is something to write. */
export function checkWritable(file: string | URL, place: string): void {
  const { accessSync, constants, statSync } = process.getBuiltinModule('node:fs')
  try {
    const name = file instanceof URL ? fileURLToPath(file) : file
    const stats = statSync(name, { throwIfNoEntry: false })
    if (stats?.isDirectory() === true) throw new Error('it is a folder')
    accessSync(stats === undefined ? path.dirname(name) : name, constants.W_OK)
  } catch (cause) {
    const why = (cause as Error).message
    throw new ConfigurationError(`${place} cannot be written to ${String(file)}: ${why}`, { cause })
  }
}
