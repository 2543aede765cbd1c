/**
 * What does a life cycle with real indexing work cost? Beside two search libraries, which are given the words without the
 * markup, and beside the analysis alone.
 */
import { Index } from 'flexsearch'
import MiniSearch from 'minisearch'
import { analyze } from '../dist/workers/analyze.js'
import { pageOf, texts } from './documents.js'
import { contentsOf, LEAN, lifeCycleOf, mustBe } from './kendra-run.js'
import { atLeast, rate } from './row.js'
import { measure } from './side-by-side.js'

const DOCUMENTS = 10_000
const SIZE = 1400

/** @returns {Promise<import('./row.js').Row[]>} */
export async function analysis() {
  const contents = texts(DOCUMENTS, SIZE)
  // The same words in the two commonest formats: plain text, which is only checked and hashed, and HTML, which is parsed.
  const plain = contents.map((text) => Buffer.from(text))
  const pages = contents.map((text) => Buffer.from(pageOf(text)))
  const plainTexts = contentsOf(plain, 'PLAIN_TEXT')
  const htmlPages = contentsOf(pages, 'HTML')
  const seconds = await measure(
    [
      { name: 'own, plain text', run: () => lifeCycleOf(LEAN, DOCUMENTS, plainTexts) },
      { name: 'the analysis alone, plain text', run: () => analyzeAll(plain, 'text') },
      { name: 'own, HTML', run: () => lifeCycleOf(LEAN, DOCUMENTS, htmlPages) },
      { name: 'the analysis alone, HTML', run: () => analyzeAll(pages, 'html') },
      { name: 'MiniSearch', run: () => searchableInMiniSearch(contents) },
      { name: 'FlexSearch', run: () => searchableInFlexSearch(contents) },
    ],
    { turns: 5, warmups: 1 },
  )
  return ['plain text', 'HTML'].flatMap((format) => {
    const own = seconds(`own, ${format}`)
    /** @param {string} peer @param {number} theirs @param {number} [least] */
    const row = (peer, theirs, least) => ({
      question: `life cycle of 1.4 KB ${format}`,
      own: rate('docs', DOCUMENTS, own),
      beside: `${peer}: ${rate('docs', DOCUMENTS, theirs)}`,
      ratio: theirs / own,
      goal: least === undefined ? undefined : atLeast(least, theirs / own),
    })
    return [
      row('MiniSearch', seconds('MiniSearch'), 10),
      row('FlexSearch', seconds('FlexSearch')),
      row('the analysis alone', seconds(`the analysis alone, ${format}`), 0.6),
    ]
  })
}

/** @param {readonly Uint8Array[]} contents @param {'text' | 'html'} format */
function analyzeAll(contents, format) {
  for (const bytes of contents)
    if (analyze([{ bytes, format }]).kind !== 'indexed') throw new Error('not indexed')
}

/** @param {readonly string[]} contents */
function searchableInMiniSearch(contents) {
  const search = new MiniSearch({ fields: ['text'] })
  contents.forEach((text, id) => search.add({ id, text }))
  mustBe(search.documentCount, contents.length)
}

/** @param {readonly string[]} contents */
function searchableInFlexSearch(contents) {
  const search = new Index()
  contents.forEach((text, id) => search.add(id, text))
  mustBe(contents.filter((_, id) => search.contain(id)).length, contents.length)
}
