/**
 * What do worker threads gain? The same life cycles with none, one and two, on documents that need reading and on some that do
 * not. In turn with them two threads that do nothing but the analysis, since more than they gain no pool can.
 */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { analyze } from '../dist/workers/analyze.js'
import { pageOf, texts } from './documents.js'
import { contentsOf, LEAN, lifeCycleOf } from './kendra-run.js'
import { atLeast, rate } from './row.js'
import { measure } from './side-by-side.js'

const SMALL_TEXTS = 5_000
const LARGE_PAGES = 300

/** Each thread compiles the readers for itself. */
const TURNS = { turns: 25, warmups: 12 }

/** @returns {Promise<import('./row.js').Row[]>} */
export async function threads() {
  const pages = texts(LARGE_PAGES, 44_000).map((text) => Buffer.from(pageOf(text)))
  const plain = texts(SMALL_TEXTS, 2_000).map((text) => Buffer.from(text))
  return [...(await onLargePages(pages)), ...(await onSmallTexts(plain))]
}

/** @param {readonly Uint8Array[]} pages */
async function onLargePages(pages) {
  const contents = contentsOf(pages, 'HTML')
  return [
    await lifeCycles('life cycle of 50 KB HTML, two threads', contents, pages.length, 2, 1.6),
    await lifeCycles('life cycle of 50 KB HTML, one thread', contents, pages.length, 1),
    await analysesAlone(pages),
  ]
}

/** @param {readonly Uint8Array[]} plain */
async function onSmallTexts(plain) {
  const contents = contentsOf(plain, 'PLAIN_TEXT')
  return [
    await lifeCycles('life cycle of 2 KB plain text, two threads', contents, plain.length, 2),
    await lifeCycles('life cycle of 2 KB plain text, one thread', contents, plain.length, 1),
  ]
}

/**
 * With so many threads and with none, in turn: as in a process of a user's, there are no others.
 * @param {string} question
 * @param {import('./kendra-run.js').Contents} contents
 * @param {number} count
 * @param {number} threads
 * @param {number} [least] how many times as fast as none
 */
async function lifeCycles(question, contents, count, threads, least) {
  const seconds = await measure(
    [0, threads].map((some) => {
      const options = { ...LEAN, workers: { threads: some } }
      return {
        name: `${some}`,
        // The threads of a process are shared: those that nobody has used for a while were ended, and are started again here.
        prepare: () => lifeCycleOf(options, 10 * some),
        run: () => lifeCycleOf(options, count, contents),
      }
    }),
    TURNS,
  )
  return rowOf(question, count, seconds(`${threads}`), seconds('0'), least)
}

/** @param {readonly Uint8Array[]} pages */
async function analysesAlone(pages) {
  const bare = bareThreads(pages)
  const seconds = await measure(
    [
      { name: 'none', run: () => analyzeAll(pages) },
      { name: 'two', run: bare.analyzeAll },
    ],
    TURNS,
  )
  await bare.end()
  const question = 'the analysis alone of 50 KB HTML, on two threads that have the pages'
  return rowOf(question, pages.length, seconds('two'), seconds('none'))
}

/**
 * @param {string} question
 * @param {number} count
 * @param {number} some seconds
 * @param {number} none seconds
 * @param {number} [least]
 * @returns {import('./row.js').Row}
 */
function rowOf(question, count, some, none, least) {
  const ratio = none / some
  return {
    question,
    own: rate('docs', count, some),
    beside: `no threads: ${rate('docs', count, none)}`,
    ratio,
    goal: least === undefined ? undefined : atLeast(least, ratio),
  }
}

/** @param {readonly Uint8Array[]} pages */
function analyzeAll(pages) {
  for (const bytes of pages) analyze([{ bytes, format: 'html' }])
}

/**
 * Two threads with half of the pages each.
 * @param {readonly Uint8Array[]} pages
 */
function bareThreads(pages) {
  const half = pages.length / 2
  const program = new URL('programs/analysing-thread.js', import.meta.url)
  const threads = [pages.slice(0, half), pages.slice(half)].map(
    (workerData) => new Worker(program, { workerData }),
  )
  /** @param {Worker} thread */
  const analyzeItsHalf = (thread) => {
    thread.postMessage('go')
    return once(thread, 'message')
  }
  return {
    analyzeAll: () => Promise.all(threads.map(analyzeItsHalf)),
    end: () => Promise.all(threads.map((thread) => thread.terminate())),
  }
}
