/** The public names of indexsim/vitest. Importing it teaches Vitest's `expect` the matchers. */
export { test, test as it, type SimulatorFixtures } from './testing/vitest/simulator-test.ts'
export { matchers, type SimulatorMatchers } from './testing/matchers/matchers.ts'
export { expect } from 'vitest'
