/** What does a life cycle with real indexing work cost? Beside a search library, and beside the analysis alone. */
import MiniSearch from 'minisearch'
import { Simulator } from 'indexsim'
import { analyze } from '../dist/workers/analyze.js'
import { texts } from './documents.js'
import { countIndexed, LEAN, mustBe, putAndIndex } from './kendra-run.js'
import { measure } from './side-by-side.js'

const DOCUMENTS = 20_000
const SIZE = 1400

/** @returns {Promise<import('./side-by-side.js').Row[]>} */
export async function analysis() {
  const contents = texts(DOCUMENTS, SIZE)
  const bytes = contents.map((text) => new TextEncoder().encode(text))
  const ids = contents.map((_, i) => `doc-${i}`)
  const seconds = await measure(
    [
      {
        name: 'indexsim',
        run: async () => {
          const sim = new Simulator(LEAN)
          const index = await putAndIndex(sim, DOCUMENTS, (i) => /** @type {Uint8Array} */ (bytes[i]))
          mustBe(await countIndexed(sim, index, DOCUMENTS), DOCUMENTS)
          await sim.close()
        },
      },
      {
        name: 'analysis',
        run: () => {
          for (const content of bytes)
            if (analyze([{ bytes: content, format: 'text' }]).kind !== 'indexed')
              throw new Error('not indexed')
        },
      },
      {
        name: 'MiniSearch',
        run: () => {
          const search = new MiniSearch({ fields: ['text'] })
          contents.forEach((text, i) => search.add({ id: ids[i], text }))
          mustBe(search.documentCount, DOCUMENTS)
        },
      },
    ],
    { turns: 5, warmups: 1 },
  )
  const own = /** @type {number} */ (seconds.get('indexsim'))
  /** @param {string} peer @param {number} goal */
  const row = (peer, goal) => {
    const theirs = /** @type {number} */ (seconds.get(peer))
    return {
      question: 'life cycle with analysis, 1.4 KB text',
      name: 'Kendra, batches of 10',
      figure: `${Math.round(DOCUMENTS / own).toLocaleString('en')} docs/s`,
      peer: `${peer} ${Math.round(DOCUMENTS / theirs).toLocaleString('en')} docs/s`,
      ratio: theirs / own,
      goal: `at least ${goal}`,
      isMet: theirs / own >= goal,
    }
  }
  return [row('MiniSearch', 10), row('analysis', 0.6)]
}
