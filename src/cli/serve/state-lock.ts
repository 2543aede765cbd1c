/**
 * The lock beside a state file: two servers with one file would overwrite each other's state. It names the process that
 * holds it, so that the lock of one that has crashed can be told from that of one at work.
 */
import { existsSync, readFileSync, realpathSync, renameSync, unlinkSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import { UsageError } from '../usage-error.ts'

interface Holder {
  readonly pid: number
  readonly host: string
}

const holderSchema: z.ZodType<Holder> = z.strictObject({ pid: z.int().min(1), host: z.string() })

/**
 * Holds the lock until this process ends, and gives who has left it behind, if somebody has. Throws a UsageError where
 * another process holds it.
 */
export function lockState(file: string): Holder | undefined {
  const lock = `${realPathOf(file)}.lock`
  const own = JSON.stringify({ pid: process.pid, host: os.hostname() })
  let left: Holder | undefined
  while (!isWritten(lock, own)) left = removeStale(lock, file) ?? left
  process.once('exit', () => {
    if (readLock(lock) === own) unlinkSync(lock)
  })
  return left
}

/** However it is spoken of: a file that is not there yet is in a folder that is. */
function realPathOf(file: string): string {
  return existsSync(file)
    ? realpathSync(file)
    : path.join(realpathSync(path.dirname(file)), path.basename(file))
}

/** False where there is one already. */
function isWritten(lock: string, holder: string): boolean {
  try {
    writeFileSync(lock, holder, { flag: 'wx' })
    return true
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return false
    throw new UsageError(`The state cannot be kept, for there can be no lock beside it: ${message}`)
  }
}

/** Undefined where somebody else has removed it meanwhile. */
function removeStale(lock: string, file: string): Holder | undefined {
  const text = readLock(lock)
  if (text === undefined) return undefined
  const holder = holderIn(text)
  if (holder === undefined || isAtWork(holder)) throw held(file, lock, holder)
  const aside = `${lock}.${process.pid}`
  try {
    renameSync(lock, aside)
  } catch (error) {
    if (isGone(error)) return undefined
    throw held(file, lock, holder)
  }
  // Another server may have taken it over between the look and the move.
  if (readLock(aside) !== text) {
    renameSync(aside, lock)
    return undefined
  }
  unlinkSync(aside)
  return holder
}

/** Undefined where there is none, and empty where it may not be read. */
function readLock(lock: string): string | undefined {
  try {
    return readFileSync(lock, 'utf8')
  } catch (error) {
    return isGone(error) ? undefined : ''
  }
}

function isGone(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT'
}

function holderIn(text: string): Holder | undefined {
  try {
    return holderSchema.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}

/** Of another machine nobody can tell. One of our own number was our predecessor, as in a container that was started again. */
function isAtWork({ pid, host }: Holder): boolean {
  if (host !== os.hostname()) return true
  if (pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

function held(file: string, lock: string, holder: Holder | undefined): UsageError {
  const who =
    holder === undefined
      ? 'somebody unknown'
      : `process ${holder.pid}${holder.host === os.hostname() ? '' : ` on ${holder.host}`}`
  return new UsageError(
    `The state file ${file} is kept by ${who}: two servers would overwrite each other's state. Name another file, or delete ${lock} if that is no indexsim serve.`,
  )
}
