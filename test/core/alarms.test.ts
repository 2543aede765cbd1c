/** Alarms that come from a snapshot, and who takes them up. */
import { describe, expect, it } from 'vitest'
import { Agenda } from '../../src/core/agenda.ts'
import { Alarms } from '../../src/core/alarms.ts'
import { VirtualClock } from '../../src/core/virtual-clock.ts'

function fresh(): Alarms {
  return new Alarms(new VirtualClock(), new Agenda())
}

/** One that is armed, one that nobody needs any more, and one that nobody waits for. */
function loaded(): Alarms {
  const before = fresh()
  before.add(() => {}).arm(10)
  before.add(() => {}).drop()
  const alarms = fresh()
  alarms.load(before.save())
  return alarms
}

describe('loaded alarms', () => {
  it('are armed as they were, and ring for whoever takes them up', () => {
    const before = fresh()
    before.add(() => {}).arm(0)
    before.add(() => {}, { isPending: false }).arm(0)
    const alarms = fresh()
    alarms.load(before.save())
    expect(alarms.armed).toBe(1)
    const rung: number[] = []
    for (const number of [0, 1]) alarms.add(() => rung.push(number), { as: number })
    alarms.assertAllTaken()
    for (const number of [0, 1]) alarms.ring(number)
    expect([rung, alarms.armed]).toEqual([[0, 1], 0])
  })

  it('must all be taken up, each once', () => {
    const alarms = loaded()
    expect(() => alarms.assertAllTaken()).toThrow('alarm 0 was loaded, and nobody has taken it up')
    expect(() => alarms.add(() => {}, { as: 2 })).toThrow('alarm 2 was taken up, and is not there to be')
    alarms.add(() => {}, { as: 0 })
    alarms.assertAllTaken()
    expect(() => alarms.add(() => {}, { as: 0 })).toThrow('alarm 0 was taken up, and is not there to be')
    expect(alarms.add(() => {}).number).toBe(1)
  })
})
