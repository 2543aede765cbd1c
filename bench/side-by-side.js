/**
 * One question, answered in one run: our way and its peers do the same work in turn, each a few times, and what counts
 * is the ratio of the medians. Turn by turn, because a machine that is shared gets slower and faster as it likes.
 */
import { Bench } from 'tinybench'

/**
 * @typedef {object} Contender
 * @property {string} name
 * @property {() => unknown} run all the work of one turn
 * @property {() => unknown} [prepare] what is not to be measured, before each turn
 */

/**
 * Gives the seconds that one turn of a contender takes, by its name: the medians.
 * @param {Contender[]} contenders
 * @param {{ turns?: number, warmups?: number }} [options]
 * @returns {Promise<(name: string) => number>}
 */
export async function measure(contenders, { turns = 7, warmups = 2 } = {}) {
  /** @type {Map<string, number[]>} */
  const samples = new Map(contenders.map(({ name }) => [name, []]))
  for (let turn = 0; turn < turns + warmups; turn++) {
    const bench = new Bench({ iterations: 1, time: 0, warmup: false })
    for (const { name, run, prepare } of contenders)
      bench.add(name, async () => void (await run()), { beforeEach: async () => void (await prepare?.()) })
    await bench.run()
    for (const { name, result } of bench.tasks) {
      if (result.state !== 'completed')
        throw new Error(`${name} did not complete: ${result.state}`, { cause: result })
      if (turn >= warmups) samples.get(name)?.push(result.latency.mean / 1000)
    }
  }
  return (name) => median(samples.get(name) ?? [])
}

/** @param {number[]} values */
function median(values) {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted[sorted.length >> 1]
  if (middle === undefined) throw new Error('there is no median of nothing')
  return middle
}
