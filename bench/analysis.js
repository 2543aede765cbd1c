/** What does a life cycle with real indexing work cost? Beside a search library, and beside the analysis alone. */
import MiniSearch from 'minisearch'
import { Simulator } from 'indexsim'
import { analyze } from '../dist/workers/analyze.js'
import { texts } from './documents.js'
import { countIndexed, LEAN, mustBe, putAndIndex } from './kendra-run.js'
import { atLeast, rate } from './row.js'
import { measure } from './side-by-side.js'

const DOCUMENTS = 10_000
const SIZE = 1400

/** The same words in the two commonest formats: plain text, which is only checked and hashed, and HTML, which is parsed. */
const FORMATS = /** @type {const} */ ([
  {
    name: 'plain text',
    format: 'text',
    ContentType: 'PLAIN_TEXT',
    wrap: (/** @type {string} */ text) => text,
  },
  { name: 'HTML', format: 'html', ContentType: 'HTML', wrap: page },
])

/** @returns {Promise<import('./row.js').Row[]>} */
export async function analysis() {
  const contents = texts(DOCUMENTS, SIZE)
  const miniSearch = {
    name: 'MiniSearch',
    run: () => {
      const search = new MiniSearch({ fields: ['text'] })
      contents.forEach((text, id) => search.add({ id, text }))
      mustBe(search.documentCount, DOCUMENTS)
    },
  }
  const rows = []
  for (const { name, format, ContentType, wrap } of FORMATS) {
    const bytes = contents.map((text) => new TextEncoder().encode(wrap(text)))
    const own = {
      name: 'indexsim',
      run: async () => {
        const sim = new Simulator(LEAN)
        const bytesOf = (/** @type {number} */ i) => /** @type {Uint8Array} */ (bytes[i])
        const index = await putAndIndex(sim, DOCUMENTS, bytesOf, ContentType)
        mustBe(await countIndexed(sim, index, DOCUMENTS), DOCUMENTS)
        await sim.close()
      },
    }
    const bare = {
      name: 'the analysis alone',
      run: () => {
        for (const content of bytes)
          if (analyze([{ bytes: content, format }]).kind !== 'indexed') throw new Error('not indexed')
      },
    }
    const seconds = await measure([own, bare, miniSearch], { turns: 5, warmups: 1 })
    /** @param {string} peer @param {number} least */
    const row = (peer, least) => {
      const ratio = seconds(peer) / seconds('indexsim')
      return {
        question: `life cycle of 1.4 KB ${name}`,
        own: rate('docs', DOCUMENTS, seconds('indexsim')),
        beside: `${peer}: ${rate('docs', DOCUMENTS, seconds(peer))}`,
        ratio,
        goal: atLeast(least, ratio),
      }
    }
    rows.push(row('MiniSearch', 10), row('the analysis alone', 0.6))
  }
  return rows
}

/** @param {string} text */
function page(text) {
  const paragraphs = text.match(/.{1,200}/gs) ?? []
  return `<!doctype html><html><head><title>${text.slice(0, 30)}</title></head><body>${paragraphs.map((paragraph) => `<p class="text">${paragraph}</p>`).join('')}</body></html>`
}
