/** What do worker threads gain? The same life cycles with none, one and two, on documents that need reading and on some that do not. */
import { pageOf, texts } from './documents.js'
import { contentsOf, LEAN, lifeCycleOf } from './kendra-run.js'
import { atLeast, rate } from './row.js'
import { measure } from './side-by-side.js'

const SMALL_TEXTS = 5_000
const LARGE_PAGES = 300

/** @returns {Promise<import('./row.js').Row[]>} */
export async function threads() {
  const pages = texts(LARGE_PAGES, 44_000).map((text) => Buffer.from(pageOf(text)))
  const plain = texts(SMALL_TEXTS, 2_000).map((text) => Buffer.from(text))
  return [
    ...(await withThreads('50 KB HTML', pages, 'HTML', 1.6)),
    ...(await withThreads('2 KB plain text', plain, 'PLAIN_TEXT')),
  ]
}

/**
 * @param {string} what
 * @param {readonly Uint8Array[]} bytes
 * @param {'PLAIN_TEXT' | 'HTML'} ContentType
 * @param {number} [leastOfTwo] how many times as fast two threads shall be as none
 * @returns {Promise<import('./row.js').Row[]>}
 */
async function withThreads(what, bytes, ContentType, leastOfTwo) {
  const contents = contentsOf(bytes, ContentType)
  const seconds = await measure(
    [0, 1, 2].map((threads) => {
      const options = { ...LEAN, workers: { threads } }
      return {
        name: `${threads}`,
        // The threads of a process are shared: those that nobody has used for a while were ended, and are started again here.
        prepare: () => lifeCycleOf(options, 10 * threads),
        run: () => lifeCycleOf(options, bytes.length, contents),
      }
    }),
    // Each thread compiles the readers for itself.
    { turns: 9, warmups: 4 },
  )
  /** @param {number} threads @param {number} [least] */
  const row = (threads, least) => {
    const ratio = seconds('0') / seconds(`${threads}`)
    return {
      question: `life cycle of ${what}, ${threads === 1 ? 'one thread' : 'two threads'}`,
      own: rate('docs', bytes.length, seconds(`${threads}`)),
      beside: `no threads: ${rate('docs', bytes.length, seconds('0'))}`,
      ratio,
      goal: least === undefined ? undefined : atLeast(least, ratio),
    }
  }
  return [row(2, leastOfTwo), row(1)]
}
