/** The parts into which the seeds of an exploration are shared, as people write them: `2/8`. */
export const SHARD_EXPECTED = "i/n with i from 1 to n, such as '2/8'"

/** Which part, and of how many; undefined where the text is none. */
export function readShard(text: string): [part: number, parts: number] | undefined {
  const [, part, parts] = (/^([1-9]\d*)\/([1-9]\d*)$/.exec(text) ?? []).map(Number)
  return part !== undefined && parts !== undefined && part <= parts ? [part, parts] : undefined
}
