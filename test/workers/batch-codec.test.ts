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

  property.prop([documents, documents, fc.array(analyses, { maxLength: 40 })])(
    'and its results are the same in a buffer that was used before',
    (before, sent, results) => {
      const used = encodeDocuments(before.map((parts) => ({ parts })))
      const batch = encodeDocuments(
        sent.map((parts) => ({ parts })),
        used,
      )
      expect(decodeDocuments(batch)).toEqual(sent)
      expect(decodeResults(encodeResults(results, batch))).toEqual(results)
    },
  )

  test('uses the buffer it is given where there is room in it', () => {
    const small = encodeDocuments([{ parts: [{ bytes: new Uint8Array(10), format: 'text' }] }])
    const documents = [{ parts: [{ bytes: new Uint8Array(small.byteLength), format: 'text' as const }] }]
    const large = encodeDocuments(documents, small)
    expect(large).not.toBe(small)
    expect(encodeDocuments(documents, large)).toBe(large)
    expect(encodeResults([], small)).toBe(small)
  })

  test('brings errors back as errors', () => {
    const results = decodeResults(
      encodeResults([new WorkerPoolError('one'), { kind: 'failed', code: 'C', reason: 'r' }]),
    )
    expect(results[0]).toBeInstanceOf(WorkerPoolError)
    expect(results[0]).toHaveProperty('message', 'one')
    expect(results[1]).toEqual({ kind: 'failed', code: 'C', reason: 'r' })
  })
})
