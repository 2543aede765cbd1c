import { expect, it } from 'vitest'
import { Agenda, EVENT } from '../../src/core/agenda.ts'

it('an agenda counts the events that are taken, over all instants, and a silent one only when something comes of it', () => {
  const agenda = new Agenda()
  for (const at of [3, 1, 2]) agenda.add(at, EVENT.alarm, at, 0)
  agenda.add(1, EVENT.silent, 7, 0)
  const taken: [number, number][] = []
  while (agenda.size > 0) {
    agenda.take()
    if (agenda.row === 3) agenda.count()
    taken.push([agenda.row, agenda.sequence])
  }
  expect(taken).toEqual([
    [1, 1],
    [7, 1],
    [2, 2],
    [3, 4],
  ])
})

it('an event carries a row of thirty bits and a generation of sixteen', () => {
  const agenda = new Agenda()
  agenda.add(5, EVENT.complete, 2 ** 30, 65_535)
  expect([agenda.nextRow, agenda.nextGeneration, agenda.nextKind]).toEqual([2 ** 30, 65_535, EVENT.complete])
  agenda.take()
  expect([agenda.row, agenda.generation, agenda.kind]).toEqual([2 ** 30, 65_535, EVENT.complete])
})
