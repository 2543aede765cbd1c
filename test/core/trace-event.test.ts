/** Every kind of event as one line of canonical JSON, whatever the ids in it. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LineWriter } from '../../src/core/line-writer.ts'
import { type TraceEvent, writeTraceEvent } from '../../src/core/trace-event.ts'
import { property } from '../support/property.ts'

const at = { at: 1_234, sequence: 56 }
const place = { ...at, corpus: 'kendra:x', document: 'doc-1', revision: 3 }
const digest = { digestHigh: 0x0123_4567, digestLow: 0x89ab_cdef }

/** One of each kind, with and without what it may leave out. */
const LINES: readonly [event: TraceEvent, line: string][] = [
  [
    {
      ...at,
      kind: 'called',
      call: 7,
      operation: 'kendra.BatchPutDocument',
      corpus: 'kendra:x',
      documents: ['b', 'a'],
      error: undefined,
    },
    '{"at":1234,"call":7,"corpus":"kendra:x","documents":["b","a"],"kind":"called","operation":"kendra.BatchPutDocument","sequence":56}',
  ],
  [
    {
      ...at,
      kind: 'called',
      call: 7,
      operation: 'papi.sync',
      corpus: 'papi:x',
      documents: [],
      error: 'PushAPIException',
    },
    '{"at":1234,"call":7,"corpus":"papi:x","documents":[],"error":"PushAPIException","kind":"called","operation":"papi.sync","sequence":56}',
  ],
  [{ ...at, kind: 'replied', call: 7 }, '{"at":1234,"call":7,"kind":"replied","sequence":56}'],
  [
    { ...place, kind: 'accepted', operation: 'put', serial: 9, stamp: 'v1' },
    '{"at":1234,"corpus":"kendra:x","document":"doc-1","kind":"accepted","operation":"put","revision":3,"sequence":56,"serial":9,"stamp":"v1"}',
  ],
  [
    { ...place, kind: 'accepted', operation: 'delete', serial: 9, stamp: undefined },
    '{"at":1234,"corpus":"kendra:x","document":"doc-1","kind":"accepted","operation":"delete","revision":3,"sequence":56,"serial":9}',
  ],
  [
    { ...place, ...digest, kind: 'seeded', stamp: '' },
    '{"at":1234,"corpus":"kendra:x","digest":"0123456789abcdef","document":"doc-1","kind":"seeded","revision":3,"sequence":56,"stamp":""}',
  ],
  [
    { ...place, ...digest, kind: 'seeded', stamp: undefined },
    '{"at":1234,"corpus":"kendra:x","digest":"0123456789abcdef","document":"doc-1","kind":"seeded","revision":3,"sequence":56}',
  ],
  [
    { ...at, kind: 'synced', corpus: 'papi:x', serial: 12 },
    '{"at":1234,"corpus":"papi:x","kind":"synced","sequence":56,"serial":12}',
  ],
  [
    { ...place, kind: 'superseded' },
    '{"at":1234,"corpus":"kendra:x","document":"doc-1","kind":"superseded","revision":3,"sequence":56}',
  ],
  [
    { ...place, ...digest, kind: 'indexed', textBytes: 1_400, unread: undefined },
    '{"at":1234,"corpus":"kendra:x","digest":"0123456789abcdef","document":"doc-1","kind":"indexed","revision":3,"sequence":56,"textBytes":1400}',
  ],
  [
    { ...place, ...digest, kind: 'indexed', textBytes: 0, unread: 'BROKEN' },
    '{"at":1234,"corpus":"kendra:x","digest":"0123456789abcdef","document":"doc-1","kind":"indexed","revision":3,"sequence":56,"textBytes":0,"unread":"BROKEN"}',
  ],
  [
    { ...place, kind: 'deleted' },
    '{"at":1234,"corpus":"kendra:x","document":"doc-1","kind":"deleted","revision":3,"sequence":56}',
  ],
  [
    { ...place, kind: 'failed', code: 'BAD_PDF', reason: 'cannot parse', rule: 'fail-1' },
    '{"at":1234,"code":"BAD_PDF","corpus":"kendra:x","document":"doc-1","kind":"failed","reason":"cannot parse","revision":3,"rule":"fail-1","sequence":56}',
  ],
  [
    { ...place, kind: 'failed', code: 'InvalidJson', reason: 'no JSON', rule: undefined },
    '{"at":1234,"code":"InvalidJson","corpus":"kendra:x","document":"doc-1","kind":"failed","reason":"no JSON","revision":3,"sequence":56}',
  ],
  [
    { ...place, kind: 'lost', rule: 'lose-1' },
    '{"at":1234,"corpus":"kendra:x","document":"doc-1","kind":"lost","revision":3,"rule":"lose-1","sequence":56}',
  ],
  [
    { ...place, kind: 'died', attempt: 2, death: 'outOfMemory', rule: 'hungry' },
    '{"at":1234,"attempt":2,"corpus":"kendra:x","death":"outOfMemory","document":"doc-1","kind":"died","revision":3,"rule":"hungry","sequence":56}',
  ],
  [
    { ...at, kind: 'fault', call: 7, effect: 'throttle', rule: 'throttle-1' },
    '{"at":1234,"call":7,"effect":"throttle","kind":"fault","rule":"throttle-1","sequence":56}',
  ],
  [
    { ...at, kind: 'resource', corpus: 'kendra:x', resource: 'data source y', state: 'ACTIVE' },
    '{"at":1234,"corpus":"kendra:x","kind":"resource","resource":"data source y","sequence":56,"state":"ACTIVE"}',
  ],
  [{ ...at, kind: 'restarted' }, '{"at":1234,"kind":"restarted","sequence":56}'],
]

function lineOf(event: TraceEvent): string {
  const writer = new LineWriter()
  writeTraceEvent(writer, event)
  const text = Buffer.from(writer.view()).toString()
  expect(text.endsWith('\n')).toBe(true)
  return text.slice(0, -1)
}

/** JSON with the members of every object in the order of their names. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`).join(',')}}`
}

/** What the line is to say: all that is there, with the digest in hexadecimal digits. */
function saidBy(event: TraceEvent): unknown {
  if (!('digestHigh' in event)) return JSON.parse(JSON.stringify(event))
  const { digestHigh, digestLow, ...rest } = event
  const digits = [digestHigh, digestLow].map((half) => half.toString(16).padStart(8, '0')).join('')
  return JSON.parse(JSON.stringify({ ...rest, digest: digits }))
}

describe('a trace line', () => {
  it.each(LINES.map(([event, line]) => ({ event, line, kind: event.kind })))(
    'says $kind: $line',
    ({ event, line }) => {
      expect(lineOf(event)).toBe(line)
    },
  )

  it('is known for every kind of event', () => {
    const all: { readonly [kind in TraceEvent['kind']]: true } = {
      called: true,
      replied: true,
      accepted: true,
      seeded: true,
      synced: true,
      superseded: true,
      indexed: true,
      deleted: true,
      failed: true,
      lost: true,
      died: true,
      fault: true,
      resource: true,
      restarted: true,
    }
    expect([...new Set(LINES.map(([{ kind }]) => kind))].sort()).toEqual(Object.keys(all).sort())
  })
})

const hostile = fc.oneof(
  fc.constantFrom(
    '"',
    '\\',
    '\\"',
    '\n',
    '\r\n',
    '\0',
    '\u001f',
    '\u007f',
    '\u2028\u2029',
    '\ufeff',
    '\ufffe',
  ),
  fc.constantFrom(
    '\ud800',
    '\udfff',
    '\ud800x',
    '\udc00\ud800',
    '😀',
    'é',
    'e\u0301',
    '図書館',
    '__proto__',
    '',
  ),
  fc.constantFrom('x'.repeat(70_000), '語'.repeat(30_000), '"'.repeat(40_000)),
  fc.string({ unit: 'binary' }),
)
const count = fc.oneof(fc.nat(20), fc.maxSafeNat())
const half = fc.nat(0xffff_ffff)

/** The event with other values of the same kinds: hostile texts for texts, any whole numbers for numbers. */
const anyEvent = fc
  .constantFrom(...LINES.map(([event]) => event))
  .chain((event) =>
    fc.record(
      Object.fromEntries(
        Object.entries(event).map(([key, value]) => [
          key,
          key === 'kind' || value === undefined
            ? fc.constant(value)
            : value === 'put' || value === 'delete'
              ? fc.constantFrom('put', 'delete')
              : key.startsWith('digest')
                ? half
                : typeof value === 'number'
                  ? count
                  : typeof value === 'string'
                    ? hostile
                    : fc.array(hostile, { maxLength: 10 }),
        ]),
      ),
    ),
  ) as unknown as fc.Arbitrary<TraceEvent>

property.prop([anyEvent], { numRuns: 1_000 })(
  'is canonical JSON and says what happened, whatever the ids',
  (event) => {
    const line = lineOf(event)
    expect(line).not.toContain('\n')
    const parsed: unknown = JSON.parse(line)
    expect(parsed).toEqual(saidBy(event))
    expect(canonical(parsed)).toBe(line)
  },
)
