/** `test` with a simulator of its own for each test, which tells what happened when the test fails. */
import { expect, test as base, type TestAPI } from 'vitest'
import { SimulatorClosedError } from '../../core/errors.ts'
import { closeTelling, describeUnderWay, Simulator } from '../../simulator.ts'
import type { SimulatorOptions } from '../../index.ts'
import { realTurn } from '../../workers/real-timers.ts'
import { reportFailure } from '../failure-report.ts'
import { matchers, type SimulatorMatchers } from '../matchers/matchers.ts'

declare module 'vitest' {
  // oxlint-disable-next-line typescript/no-explicit-any -- Vitest says what the declaration has to look like.
  interface Matchers<T = any> extends SimulatorMatchers {}
}

expect.extend({ ...matchers })

export interface SimulatorFixtures {
  /** The options of `sim`, to be overridden: `test.override({ simulatorOptions: { seed: 7 } })`. */
  readonly simulatorOptions: SimulatorOptions
  /** A simulator of the test's own: made when a test asks for it, and closed after the test. */
  readonly sim: Simulator
}

/**
 * Vitest's `test` with the fixture `sim`. A test that leaves a call under way fails with a SimulatorClosedError that names it.
 * When the test fails, the seed, the fault rules with what has become of them, and the last lines of the trace are printed.
 */
export const test: TestAPI<SimulatorFixtures> = base.extend<SimulatorFixtures>({
  simulatorOptions: {},
  sim: async ({ simulatorOptions, task, onTestFinished, onTestFailed }, use) => {
    const sim = new Simulator(simulatorOptions)
    // oxlint-disable-next-line no-console -- Vitest shows it beside the failed test.
    onTestFailed(() => console.error(reportFailure(sim)))
    let underWay = ''
    // Thrown after `use`, Vitest would tell it twice.
    onTestFinished(() => refuseUnderWay(underWay))
    await use(sim)
    const left = await describeLeft(sim)
    // Of a test that has failed already it is no news: it broke off.
    if (task.result?.state !== 'fail') underWay = left
    // Whatever goes on in the background would be told under another test.
    await closeTelling(sim, 'newcomers')
  },
})

/** Turns of the event loop in which a client of the SDK comes from its `send` to the service, the first time too. */
const TURNS_OF_A_CLIENT = 20

/** What the test has left under way, calls that were still in their client's own code among it. Time stands meanwhile. */
async function describeLeft(sim: Simulator): Promise<string> {
  await sim.external(turns(TURNS_OF_A_CLIENT)).catch(() => {})
  return describeUnderWay(sim)
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await realTurn()
}

function refuseUnderWay(underWay: string): void {
  if (underWay === '') return
  throw new SimulatorClosedError(
    `The test ended while this was under way; is an await missing?${underWay}\nWhere it is meant to be cut off, end the test with \`await sim.close()\`.`,
  )
}
