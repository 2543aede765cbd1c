/** Up to which serial everything is searchable, against a model that looks at every serial anew. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { SearchableSerials } from '../../../src/facades/papi/searchable-serials.ts'
import { property } from '../../support/property.ts'

type Fate = 'seeded' | 'under way' | 'ended' | 'lost' | number

/** One step: push (after some that are seeded), or something that happens to one under way. */
const steps = fc.array(
  fc.record({
    what: fc.constantFrom('push', 'push', 'end', 'supersede', 'lose'),
    gap: fc.nat(3),
    which: fc.nat(),
  }),
  { maxLength: 300 },
)

property.prop([steps], { numRuns: 200 })('agrees with the model, whatever ends in whatever order', (all) => {
  const serials = new SearchableSerials()
  const fates: Fate[] = ['seeded']
  for (const { what, gap, which } of all) {
    const underWay = fates.flatMap((fate, serial) => (fate === 'under way' ? [serial] : []))
    const one = underWay[which % Math.max(1, underWay.length)]
    if (what === 'push') {
      for (let n = 0; n < gap; n++) fates.push('seeded')
      fates.push('under way')
      serials.push(fates.length - 1)
    } else if (one === undefined) continue
    else if (what === 'end') {
      fates[one] = 'ended'
      serials.end(one)
    } else if (what === 'lose') {
      // A crash loses the newest.
      const last = underWay.at(-1) as number
      fates[last] = 'lost'
      serials.lose(last)
    } else {
      const by = underWay.find((other) => other > one)
      if (by === undefined) continue
      fates[one] = by
      serials.supersede(one, by)
    }
    const isOpen = (serial: number): boolean => {
      const fate = fates[serial]
      return fate === 'under way' || (typeof fate === 'number' && isOpen(fate))
    }
    const last = fates.length - 1
    const firstOpen = fates.findIndex((_fate, serial) => isOpen(serial))
    for (const asked of [0, which % fates.length, last, last + 1]) {
      const expected =
        asked > last || fates[asked] === 'lost' ? undefined : firstOpen === -1 || asked < firstOpen
      expect(serials.isSearchable(BigInt(asked), last)).toBe(expected)
    }
  }
})

it('waits through a chain of operations that took each other’s place', () => {
  const serials = new SearchableSerials()
  for (let serial = 1; serial <= 100_000; serial++) {
    serials.push(serial)
    if (serial > 1) serials.supersede(serial - 1, serial)
  }
  expect(serials.isSearchable(1n, 100_000)).toBe(false)
  serials.end(100_000)
  expect(serials.isSearchable(100_000n, 100_000)).toBe(true)
})
