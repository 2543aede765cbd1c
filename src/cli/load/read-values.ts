/** Values of the options of `indexsim load`, read from the command line. */
import { InvalidArgumentError } from 'commander'
import type { LoadDocumentOptions, LoadFormat, QuotaOptions, Ramp } from '../../index.ts'
import { readDuration } from '../../input/duration.ts'
import { QUOTA_OPERATIONS } from '../../options.ts'

export type Range = number | readonly [min: number, max: number]

export function readCount(text: string): number {
  const value = Number(text.replaceAll('_', ''))
  if (/^[\d_]+$/.test(text) && Number.isSafeInteger(value) && value >= 1) return value
  throw new InvalidArgumentError('Expected a whole number from 1, as 1000 or 10_000_000.')
}

/** `1` or `1,5,10`. */
export function readCounts(text: string): number[] {
  return text.split(',').map(readCount)
}

/** `20`, or `5..50` for a ramp. */
export function readRamp(text: string): Ramp {
  return readPair(text, readPositive, 'a number above 0, or two of them as 5..50')
}

/** `1000`, or `200..5000` for a size that is drawn. */
export function readBytes(text: string): Range {
  return readRange(text, readCount, 'bytes as 1000, or two numbers as 200..5000')
}

/** `50ms`, or `50ms..2s` for a span that is drawn. */
export function readSpans(text: string): Range {
  return readRange(text, readSpan, 'a span as 50ms, or two of them as 50ms..2s')
}

export function readSpan(text: string): number {
  const ms = readDuration(/^\d+$/.test(text) ? Number(text) : text)
  if (ms !== undefined) return ms
  throw new InvalidArgumentError("Expected a span as '500ms', '30s', '2m' or '1h30m'.")
}

/** `text:3,html:1`. */
export function readFormats(text: string): NonNullable<LoadDocumentOptions['formats']> {
  const shares: { [format in LoadFormat]?: number } = {}
  for (const part of text.split(',')) {
    const [, format, share = '1'] = /^(text|html|json|csv|markdown)(?::(\d+(?:\.\d+)?))?$/.exec(part) ?? []
    if (format === undefined)
      throw new InvalidArgumentError(
        'Expected text, html, json, csv or markdown with shares, as text:3,html:1.',
      )
    shares[format as LoadFormat] = Number(share)
  }
  return shares
}

/** `BatchPutDocument=10/20`: calls a second, and at once after a pause. */
export function addQuota(
  text: string,
  before: Readonly<Record<string, QuotaOptions>> = {},
): Record<string, QuotaOptions> {
  const [, operation, rate, burst] = /^([A-Za-z]+)=(\d+(?:\.\d+)?)(?:\/([1-9]\d*))?$/.exec(text) ?? []
  if (operation === undefined || !(Number(rate) > 0))
    throw new InvalidArgumentError(
      'Expected an operation with calls a second, and at once, as BatchPutDocument=10/20.',
    )
  if (!(QUOTA_OPERATIONS as readonly string[]).includes(operation))
    throw new InvalidArgumentError(`Expected one of the operations ${QUOTA_OPERATIONS.join(', ')}.`)
  return {
    ...before,
    [operation]: { rate: Number(rate), ...(burst !== undefined && { burst: Number(burst) }) },
  }
}

/** The simulator is on this machine, and nothing else is to be put under load. */
export function readLoopbackUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new InvalidArgumentError('Expected the URL of a simulator, as http://127.0.0.1:8480.')
  if (!/^(127(\.\d+){3}|localhost|\[::1\])$/.test(url.hostname))
    throw new InvalidArgumentError(
      'It puts only simulators on this machine under load: 127.0.0.1, [::1] or localhost.',
    )
  return url
}

function readRange(text: string, read: (part: string) => number, expected: string): Range {
  const range = readPair(text, read, expected)
  if (typeof range === 'number' || range[0] <= range[1]) return range
  throw new InvalidArgumentError(`Expected ${expected}, the larger one last.`)
}

function readPair(text: string, read: (part: string) => number, expected: string): Range {
  const parts = text.split('..')
  const [first, second] = parts.map(read)
  if (first === undefined || parts.length > 2) throw new InvalidArgumentError(`Expected ${expected}.`)
  return second === undefined ? first : [first, second]
}

function readPositive(text: string): number {
  const value = Number(text)
  if (/^\d+(\.\d+)?$/.test(text) && value >= 0) return value
  throw new InvalidArgumentError('Expected a number above 0, or two of them as 5..50.')
}
