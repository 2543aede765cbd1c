/** Figures as people read them in a report. The machine's locale plays no part. */

/** `1,234,567`. */
export function count(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** `1 unit`, `2 units`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`
}

/** Three digits, or all of a whole number: `0.0123`, `1.5`, `12.3`, `1,234`. */
export function figure(value: number): string {
  if (value === 0) return '0'
  if (Math.abs(value) >= 100 || Number.isInteger(value)) return count(value)
  return String(Number(value.toPrecision(3)))
}

/** `0.56%`, `12.3%`. */
export function share(value: number): string {
  return `${figure(value * 100)}%`
}

export function size(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`
  if (bytes < 1_000_000) return `${figure(bytes / 1_000)} kB`
  return bytes < 1_000_000_000 ? `${figure(bytes / 1_000_000)} MB` : `${figure(bytes / 1_000_000_000)} GB`
}

export interface TimeUnit {
  readonly name: string
  readonly short: string
  readonly ms: number
}

const UNITS: readonly TimeUnit[] = [
  { name: 'days', short: 'd', ms: 86_400_000 },
  { name: 'hours', short: 'h', ms: 3_600_000 },
  { name: 'minutes', short: 'min', ms: 60_000 },
  { name: 'seconds', short: 's', ms: 1_000 },
]
const MILLISECONDS: TimeUnit = { name: 'milliseconds', short: 'ms', ms: 1 }

/** The largest unit of which a span has at least two. */
export function unitFor(ms: number): TimeUnit {
  return UNITS.find((unit) => ms >= 2 * unit.ms) ?? MILLISECONDS
}

/** For an axis of latencies: milliseconds up to 4 seconds, seconds up to 4 minutes, and so on. */
export function axisUnitFor(longestMs: number): TimeUnit {
  return unitFor(longestMs / 2)
}

/** `450 ms`, `12.3 s`, `3 min 20 s`, `2 h 5 min`, `11 d 14 h`. */
export function span(ms: number): string {
  if (ms < 60_000) return ms < 1_000 ? `${figure(ms)} ms` : `${figure(ms / 1_000)} s`
  const at = UNITS.findIndex((unit) => ms >= unit.ms)
  const [large, small] = [UNITS[at], UNITS[at + 1]] as [TimeUnit, TimeUnit]
  const smalls = Math.round(ms / small.ms)
  const perLarge = large.ms / small.ms
  const rest = smalls % perLarge
  const whole = `${count(Math.floor(smalls / perLarge))} ${large.short}`
  return rest === 0 ? whole : `${whole} ${rest} ${small.short}`
}

/** A text of the service's in one line, without what would move the cursor or turn the direction of writing. */
export function printable(text: string): string {
  return text.replace(
    /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  )
}
