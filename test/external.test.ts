/** Real work beside simulated waits: it holds time, and what can never end is named. */
import { setTimeout as realTime } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { SimulationStalledError, Simulator, type SimulatorOptions } from '../src/index.ts'
import { openIndex } from './support/kendra-driver.ts'

let sim: Simulator
const begin = (options: SimulatorOptions = {}): Simulator =>
  (sim = new Simulator({ workers: { threads: 0 }, limits: { stallGrace: 50, external: 50 }, ...options }))
afterEach(() => sim.close())

const never = (): Promise<never> => new Promise(() => {})

describe('external', () => {
  it('gives the value of the work', async () => {
    begin()
    await expect(sim.external(realTime(5, 'done'))).resolves.toBe('done')
  })

  it('passes the error of the work on', async () => {
    begin()
    const work = realTime(5).then(() => Promise.reject(new TypeError('disk on fire')))
    await expect(sim.external(work)).rejects.toThrow(new TypeError('disk on fire'))
  })

  it('is refused by a simulator that was closed, and takes the error of the work along', async () => {
    begin()
    await sim.close()
    const work = realTime(5).then(() => Promise.reject(new TypeError('disk on fire')))
    await expect(sim.external(work)).rejects.toThrow('the simulator was closed')
    // Unheard, it would be an unhandled rejection now.
    await realTime(20)
  })

  it('is no stall for as long as the work goes on, however short the grace of other waits', async () => {
    begin({ limits: { stallGrace: 5 } })
    const index = openIndex(sim)
    const [done] = await Promise.all([sim.external(realTime(60, 'done')), index.put('a')])
    expect(done).toBe('done')
  })

  it('lets time stand still for as long as the work takes', async () => {
    begin()
    const start = sim.clock.now()
    const seen: string[] = []
    await Promise.all([
      sim.external(realTime(30)).then(() => seen.push(`work at ${sim.clock.now() - start}`)),
      sim.clock.sleep(1).then(() => seen.push(`sleep at ${sim.clock.now() - start}`)),
    ])
    expect(seen).toEqual(['work at 0', 'sleep at 1'])
  })

  it('releases several in the order of their creation, whatever they took', async () => {
    begin()
    const seen: string[] = []
    const after = async (ms: number, name: string): Promise<void> => {
      await sim.external(realTime(ms))
      seen.push(name)
    }
    await Promise.all([after(30, 'first'), after(1, 'second'), after(15, 'third')])
    expect(seen).toEqual(['first', 'second', 'third'])
  })

  it('releases a next one only when what the last one set going has come to rest', async () => {
    begin()
    const seen: string[] = []
    const steps = async (ms: number, name: string): Promise<void> => {
      await sim.external(realTime(ms))
      for (let step = 1; step <= 3; step++) {
        seen.push(name + step)
        await new Promise((resolve) => setImmediate(resolve))
      }
    }
    await Promise.all([steps(10, 'a'), steps(1, 'b')])
    expect(seen).toEqual(['a1', 'a2', 'a3', 'b1', 'b2', 'b3'])
  })

  it('holds time again when the released code begins more work', async () => {
    begin()
    const start = sim.clock.now()
    const sleep = sim.clock.sleep(1).then(() => sim.clock.now() - start)
    for (let i = 0; i < 5; i++) await sim.external(realTime(2))
    expect(sim.clock.now()).toBe(start)
    await expect(sleep).resolves.toBe(1)
  })
})

describe('a wait that nothing can end', () => {
  it('throws an error that names everybody who waits', async () => {
    begin({ latencyMs: 10 })
    const index = openIndex(sim)
    const waits = [
      index.status('a'),
      sim.clock.sleep('2s'),
      sim.clock.advance('3s'),
      sim.settle(),
      sim.external(never()),
    ]
    const outcomes = await Promise.allSettled(waits)
    const errors = outcomes.map((outcome) => (outcome.status === 'rejected' ? outcome.reason : outcome))
    for (const error of errors) {
      expect(error).toBeInstanceOf(SimulationStalledError)
      expect((error as Error).message).toContain('simulated time stands at 00:00:00.000')
      expect((error as Error).message).toContain(`kendra BatchGetDocumentStatus on kendra:${index.indexId}`)
      expect((error as Error).message).toContain('clock.sleep of 2000 ms, since 00:00:00.000')
      expect((error as Error).message).toContain('clock.advance by 3000 ms')
      expect((error as Error).message).toContain('settle, since')
      expect((error as Error).message).toContain('external work')
    }
  })

  it('leaves a simulator that goes on', async () => {
    begin()
    await expect(sim.external(never())).rejects.toThrow(SimulationStalledError)
    const start = sim.clock.now()
    await sim.clock.sleep('5s')
    expect(sim.clock.now() - start).toBe(5_000)
    const index = openIndex(sim)
    await index.put('a')
    await sim.settle()
    await expect(index.status('a')).resolves.toBe('INDEXED')
  })

  it('is no stall as long as the work goes on within the grace', async () => {
    begin({ limits: { external: '20s' } })
    await expect(sim.external(realTime(150, 'done'))).resolves.toBe('done')
  })
})
