/**
 * Properties as tests: `property.prop([arbitrary], { numRuns })(title, (value) => ...)`. A failure says its seed, its path
 * and the smallest counterexample.
 */
import fc from 'fast-check'
import { it } from 'vitest'

export const property = {
  prop<Values extends [unknown, ...unknown[]]>(
    arbitraries: { readonly [place in keyof Values]: fc.Arbitrary<Values[place]> },
    parameters: { readonly numRuns?: number; readonly seed?: number; readonly path?: string } = {},
  ) {
    return (title: string, holds: (...values: Values) => void | Promise<void>): void => {
      const values = fc.tuple(...(arbitraries as readonly fc.Arbitrary<unknown>[])) as fc.Arbitrary<Values>
      const tested = fc.asyncProperty(values, async (all) => holds(...all))
      it(`${title}`, () => fc.assert(tested, parameters))
    }
  },
}
