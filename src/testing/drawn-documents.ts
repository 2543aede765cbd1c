/** Documents that a scenario draws from its seed: plain text that is another for each seed, id and version. */
import { z } from 'zod'
import type { Draws } from '../core/draws.ts'
import { whenAsked } from '../core/when-asked.ts'
import { check } from '../input/check.ts'
import { RANGE_EXPECTED } from '../input/range.ts'

export interface DrawnDocument {
  readonly id: string
  /** Plain text in UTF-8. */
  readonly content: Uint8Array
  /** Another for each version. */
  readonly stamp: string
}

export interface DocumentDrawing {
  /** What the ids begin with, before `-1`, `-2` and so on; `doc` when left out. */
  readonly prefix?: string | undefined
  /** The same ids with other contents and stamps; 1 when left out. */
  readonly version?: number | undefined
  /** How long the contents are, in bytes: 20 to 200 when left out. */
  readonly bytes?: readonly [min: number, max: number] | undefined
}

/** So many documents, or those of them at the places that are kept. Each is drawn alone, so that the others change nothing. */
export function drawDocuments(
  draws: Draws,
  count: number,
  options: DocumentDrawing,
  kept: readonly number[] | undefined,
): DrawnDocument[] {
  const read = check(countSchema(), count, 'documents')
  const { prefix, version, bytes } = check(drawingSchema(), options, 'documents')
  const places = Array.from({ length: read }, (_, place) => place)
  return (kept === undefined ? places : kept.filter((place) => place < read)).map((place) =>
    drawDocument(draws, `${prefix}-${place + 1}`, version, bytes),
  )
}

function drawDocument(
  draws: Draws,
  id: string,
  version: number,
  bytes: readonly [number, number],
): DrawnDocument {
  const scope = draws.scope('scenario', 'document')
  const length = scope.span(bytes, id, version, 'bytes')
  let text = `${id} version ${version}`
  for (let word = 0; text.length < length; word++)
    text += ` ${WORDS[scope.bits(id, version, word) % WORDS.length]}`
  return {
    id,
    content: encoder.encode(text.slice(0, length)),
    stamp: `v${version}-${scope.bits(id, version, 'stamp').toString(16)}`,
  }
}

const encoder = new TextEncoder()

const WORDS = [
  'apple',
  'bread',
  'cloud',
  'dust',
  'ember',
  'field',
  'grain',
  'house',
  'iron',
  'juniper',
  'kettle',
  'lake',
  'moss',
  'night',
  'oak',
  'paper',
] as const

const COUNT = 'a whole number of documents from 0'
const countSchema = whenAsked(() => z.int(COUNT).min(0, COUNT))
const LENGTH = 'a whole number of bytes from 0'
const length = whenAsked(() => z.int(LENGTH).min(0, LENGTH))
const drawingSchema = whenAsked(() =>
  z.strictObject(
    {
      prefix: z.string('a text that is not empty').min(1, 'a text that is not empty').default('doc'),
      version: z.int('a whole number from 1').min(1, 'a whole number from 1').default(1),
      bytes: z
        .tuple([length(), length()], 'a range [min, max] of bytes')
        .refine(([min, max]) => min <= max, RANGE_EXPECTED)
        .default([20, 200]),
    },
    'options { prefix, version, bytes }',
  ),
)
