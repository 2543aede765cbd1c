/** How long does a connector take that polls for half an hour, when its time is simulated? And how long does a step of it? */
import { setTimeout as sleep } from 'node:timers/promises'
import * as fakeTimers from '@sinonjs/fake-timers'
import { Simulator } from 'indexsim'
import { mustBe } from './kendra-run.js'
import { atMost, rate } from './row.js'
import { measure } from './side-by-side.js'

const DOCUMENTS = Array.from({ length: 500 }, (_, n) => ({
  Id: `doc-${n}`,
  Blob: Buffer.from(`document ${n}`),
}))
const STEPS = 20_000

/** @returns {Promise<import('./row.js').Row[]>} */
export async function polling() {
  let simulatedMs = 0
  const seconds = await measure([
    { name: 'polling', run: async () => (simulatedMs = await pollForAll()) },
    { name: 'steps', run: () => stepsOfRun() },
    { name: 'fake-timers', run: () => stepsOfFakeTimers() },
  ])
  return [
    {
      question: `500 documents, polled for with back-off over ${Math.round(simulatedMs / 60_000)} simulated minutes`,
      own: `${Math.round(seconds('polling') * 1000)} ms`,
      beside: '',
      ratio: undefined,
      goal: atMost(1, seconds('polling'), 'second'),
    },
    {
      question: 'a promised timer that goes off in `sim.run`',
      own: rate('steps', STEPS, seconds('steps')),
      beside: `@sinonjs/fake-timers, runAllAsync: ${rate('steps', STEPS, seconds('fake-timers'))}`,
      ratio: seconds('fake-timers') / seconds('steps'),
      goal: undefined,
    },
  ]
}

/** Puts them all, then asks every five seconds, and ever more rarely, until the last is indexed. */
async function pollForAll() {
  const sim = new Simulator({ seed: 7, workers: { threads: 0 }, indexingMs: [60_000, 1_900_000] })
  const IndexId = sim.kendra.addIndex()
  const begin = sim.clock.now()
  await sim.run(async () => {
    for (let at = 0; at < DOCUMENTS.length; at += 10)
      await sim.kendra.batchPutDocument({ IndexId, Documents: DOCUMENTS.slice(at, at + 10) })
    const open = new Set(DOCUMENTS.map(({ Id }) => Id))
    for (let waitMs = 5_000; open.size > 0; waitMs = Math.min(waitMs * 2, 60_000)) {
      await sleep(waitMs)
      const asked = [...open]
      for (let at = 0; at < asked.length; at += 10) {
        const DocumentInfoList = asked.slice(at, at + 10).map((DocumentId) => ({ DocumentId }))
        const { DocumentStatusList } = await sim.kendra.batchGetDocumentStatus({ IndexId, DocumentInfoList })
        for (const { DocumentId = '', DocumentStatus } of DocumentStatusList ?? [])
          if (DocumentStatus === 'INDEXED') open.delete(DocumentId)
      }
    }
  })
  const simulatedMs = sim.clock.now() - begin
  await sim.close()
  if (simulatedMs < 30 * 60_000) throw new Error(`the polling took ${simulatedMs} ms of simulated time only`)
  return simulatedMs
}

async function stepsOfRun() {
  const sim = new Simulator({ trace: 'off', calls: 'off', workers: { threads: 0 } })
  await sim.run(() => countSteps())
  await sim.close()
}

async function stepsOfFakeTimers() {
  const clock = fakeTimers.install({ loopLimit: STEPS * 2 })
  try {
    const counted = countSteps()
    await clock.runAllAsync()
    await counted
  } finally {
    clock.uninstall()
  }
}

async function countSteps() {
  let steps = 0
  while (steps < STEPS) {
    await new Promise((resolve) => setTimeout(resolve, 1000))
    steps++
  }
  mustBe(steps, STEPS)
}
