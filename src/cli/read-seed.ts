/** A seed as the command line has it. */
import { InvalidArgumentError } from 'commander'

export function readSeed(text: string): number {
  const seed = Number(text)
  // A negative zero is written like zero and would draw like it; say it in one way.
  if (/^-?\d+$/.test(text) && Number.isSafeInteger(seed)) return seed + 0
  throw new InvalidArgumentError('Expected an integer, negative ones too, of at most 15 digits.')
}
