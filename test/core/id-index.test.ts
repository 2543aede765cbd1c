import fc from 'fast-check'
import { expect, it } from 'vitest'
import { IdIndex } from '../../src/core/id-index.ts'
import { property } from '../support/property.ts'

function indexed(): { readonly index: IdIndex; readonly add: (id: string) => void; readonly ids: string[] } {
  const ids: string[] = []
  const index = new IdIndex({ isId: (row, id) => ids[row] === id })
  return { index, ids, add: (id) => index.add(id, ids.push(id) - 1) }
}

const id = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.nat(300).map(String),
  fc.constantFrom('', '\0', '__proto__'),
)

property.prop([fc.array(id), fc.array(id)])('finds what a Map would', (added, asked) => {
  const { index, add, ids } = indexed()
  for (const one of added) if (index.find(one) === undefined) add(one)
  const map = new Map(ids.map((one, row) => [one, row]))
  expect(map.size).toBe(ids.length)
  for (const one of [...added, ...asked]) expect(index.find(one)).toBe(map.get(one))
  expect([...index.rows()]).toEqual([...ids.keys()])
})

it('finds each of a hundred thousand ids that differ in little, and none that it does not hold', () => {
  const { index, add } = indexed()
  for (let i = 0; i < 100_000; i++) add(`https://intranet/site/${i}`)
  let found = 0
  for (let i = 0; i < 200_000; i++) if (index.find(`https://intranet/site/${i}`) === i) found++
  expect(found).toBe(100_000)
  expect(index.find('https://intranet/site/-1')).toBeUndefined()
})

it('holds nothing after it was cleared, and takes the same ids again', () => {
  const { index, add, ids } = indexed()
  for (let i = 0; i < 100; i++) add(`doc-${i}`)
  index.clear()
  expect(index.find('doc-7')).toBeUndefined()
  expect([...index.rows()]).toEqual([])
  ids.length = 0
  add('doc-7')
  expect(index.find('doc-7')).toBe(0)
})
