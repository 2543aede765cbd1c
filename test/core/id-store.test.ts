import fc from 'fast-check'
import { expect, it } from 'vitest'
import { KeyHash } from '../../src/core/hash.ts'
import { IdStore } from '../../src/core/id-store.ts'
import { LineWriter } from '../../src/core/line-writer.ts'
import { property } from '../support/property.ts'

/** Of any characters and lengths, those around the ends of a form too. */
const id = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme-ascii', maxLength: 40 }),
  fc.constantFrom('', '"', '\\', '\u007f', ' ~', '\ud800', 'é', '\0'),
  fc
    .tuple(
      fc.constantFrom('a', 'é', '\ud800'),
      fc.constantFrom(252, 253, 254, 255, 256, 4095, 4096, 4097, 70_000),
    )
    .map(([unit, length]) => unit.repeat(length)),
)

function storeOf(ids: readonly string[]): { readonly store: IdStore; readonly places: readonly number[] } {
  const store = new IdStore()
  return { store, places: ids.map((one) => store.add(one)) }
}

property.prop([fc.array(id)])('keeps every id as it is', (ids) => {
  const { store, places } = storeOf(ids)
  expect(places.map((place) => store.text(place))).toEqual(ids)
})

property.prop([fc.array(id), fc.array(id)])('knows an id from every other', (ids, others) => {
  const { store, places } = storeOf(ids)
  const all = [...ids, ...others, ...ids.map((one) => one.slice(1)), ...ids.map((one) => `${one}a`)]
  for (const [i, place] of places.entries())
    expect(all.map((one) => store.is(place, one))).toEqual(all.map((one) => one === ids[i]))
})

property.prop([fc.array(id)])('gives what is written and hashed as the text would be', (ids) => {
  const { store, places } = storeOf(ids)
  const linesOf = (texts: readonly Parameters<LineWriter['quoted']>[0][]): string => {
    const writer = new LineWriter()
    for (const text of texts) writer.quoted(text)
    return new TextDecoder().decode(writer.view())
  }
  const hashOf = (text: Parameters<KeyHash['text']>[0]): number[] => {
    const hash = new KeyHash().start().text(text).number(1).finish()
    return [hash.high, hash.low]
  }
  const written = places.map((place) => store.written(place))
  expect(linesOf(written)).toBe(linesOf(ids))
  expect(written.map(hashOf)).toEqual(ids.map(hashOf))
})

property.prop([fc.array(id), fc.array(id)])('is the same after it was saved, and takes more', (ids, more) => {
  const { store, places } = storeOf(ids)
  const again = new IdStore()
  again.load(store.save())
  const all = [...places, ...more.map((one) => again.add(one))]
  expect(all.map((place) => again.text(place))).toEqual([...ids, ...more])
})

it('writes an id of plain characters without making a text of it', () => {
  const { store, places } = storeOf(['doc-1', 'https://intranet/a?b=c', 'a'.repeat(300), 'é', 'a"'])
  expect(places.map((place) => typeof store.written(place))).toEqual([
    'object',
    'object',
    'object',
    'string',
    'string',
  ])
})
