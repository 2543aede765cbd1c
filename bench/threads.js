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
  const bare = bareThreads(pages)
  const seconds = await measure(
    [
      ...lifeCycles(contentsOf(pages, 'HTML'), pages.length),
      { name: 'alone, none', run: () => analyzeAll(pages) },
      { name: 'alone, two', run: bare.analyzeAll },
    ],
    TURNS,
  )
  await bare.end()
  const row = rowsOf(pages.length, seconds)
  return [
    row('life cycle of 50 KB HTML, two threads', '2', '0', 1.6),
    row('life cycle of 50 KB HTML, one thread', '1', '0'),
    row('the analysis alone of 50 KB HTML, on two threads that have the pages', 'alone, two', 'alone, none'),
  ]
}

/** @param {readonly Uint8Array[]} plain */
async function onSmallTexts(plain) {
  const seconds = await measure(lifeCycles(contentsOf(plain, 'PLAIN_TEXT'), plain.length), TURNS)
  const row = rowsOf(plain.length, seconds)
  return [
    row('life cycle of 2 KB plain text, two threads', '2', '0'),
    row('life cycle of 2 KB plain text, one thread', '1', '0'),
  ]
}

/**
 * Named after the number of threads.
 * @param {import('./kendra-run.js').Contents} contents
 * @param {number} count
 */
function lifeCycles(contents, count) {
  return [0, 1, 2].map((threads) => {
    const options = { ...LEAN, workers: { threads } }
    return {
      name: `${threads}`,
      // The threads of a process are shared: those that nobody has used for a while were ended, and are started again here.
      prepare: () => lifeCycleOf(options, 10 * threads),
      run: () => lifeCycleOf(options, count, contents),
    }
  })
}

/** @param {number} count @param {(name: string) => number} seconds */
function rowsOf(count, seconds) {
  /** @param {string} question @param {string} some @param {string} none @param {number} [least] how many times as fast as none */
  return (question, some, none, least) => {
    const ratio = seconds(none) / seconds(some)
    return {
      question,
      own: rate('docs', count, seconds(some)),
      beside: `no threads: ${rate('docs', count, seconds(none))}`,
      ratio,
      goal: least === undefined ? undefined : atLeast(least, ratio),
    }
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
