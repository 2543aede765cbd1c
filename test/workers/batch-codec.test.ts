import { property } from '../support/property.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { WorkerPoolError } from '../../src/core/errors.ts'
import type { Analysis } from '../../src/core/indexer.ts'
import {
  decodeDocuments,
  decodeResults,
  encodeDocuments,
  encodeResults,
} from '../../src/workers/batch-codec.ts'
import { FORMATS } from './jobs.ts'

const uint32 = fc.integer({ min: 0, max: 0xffff_ffff })
/** Lone surrogates too. */
const text = fc.string({ unit: 'binary' }).chain((start) => fc.constantFrom(start, `${start}\ud800`))

const documents = fc.array(
  fc.array(fc.record({ bytes: fc.uint8Array({ maxLength: 3000 }), format: fc.constantFrom(...FORMATS) }), {
    maxLength: 4,
  }),
  { maxLength: 40 },
)
const analyses: fc.Arbitrary<Analysis> = fc.oneof(
  fc.record({
    kind: fc.constant('indexed' as const),
    textBytes: fc.maxSafeNat(),
    title: fc.option(text, { nil: undefined }),
    digestHigh: uint32,
    digestLow: uint32,
  }),
  fc.record({ kind: fc.constant('failed' as const), code: text, reason: text }),
)

describe('a batch', () => {
  property.prop([documents])('arrives as it was sent', (sent) => {
    expect(decodeDocuments(encodeDocuments(sent.map((parts) => ({ parts }))))).toEqual(sent)
  })

  property.prop([fc.array(analyses, { maxLength: 40 })])(
    'brings its results back as they were',
    (results) => {
      expect(decodeResults(encodeResults(results))).toEqual(results)
    },
  )

  test('brings errors back as errors', () => {
    const results = decodeResults(
      encodeResults([new WorkerPoolError('one'), { kind: 'failed', code: 'C', reason: 'r' }]),
    )
    expect(results[0]).toBeInstanceOf(WorkerPoolError)
    expect(results[0]).toHaveProperty('message', 'one')
    expect(results[1]).toEqual({ kind: 'failed', code: 'C', reason: 'r' })
  })
})
