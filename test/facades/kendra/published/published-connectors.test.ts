/**
 * Small connectors as they are published, each with its mistake, against what a connector must do: with the mistake it
 * fails here, and repaired it passes. They use the real client of the SDK.
 */
import { expect, it } from 'vitest'
import type { SimulatorOptions } from '../../../../src/index.ts'
import { type Connector, openSite, type Page, type Site } from './connector.ts'
import * as deletes from './expects-deletes-at-once.ts'
import * as failedDocuments from './ignores-failed-documents.ts'
import * as openJob from './leaves-the-job-open.ts'
import * as documentId from './reads-document-id.ts'
import * as atOnce from './sends-again-at-once.ts'
import * as milliseconds from './sends-milliseconds.ts'
import * as complete from './waits-for-complete.ts'
import * as polling from './waits-for-two-statuses.ts'

function pages(count: number): Page[] {
  return Array.from({ length: count }, (_, n) => ({ id: `page-${n}`, text: `The text of page ${n}` }))
}

/** The pages that are in the index when everything has come to rest. */
async function indexed({ sim }: Site): Promise<string[]> {
  await sim.settle()
  return sim
    .documents()
    .filter(({ live }) => live !== undefined)
    .map(({ id }) => id)
}

/** What a connector must do, whatever the service does: throws where it does not. */
type Demand<Report> = (connector: Connector<Report>) => Promise<void>

function demand<Report>(
  options: SimulatorOptions,
  check: (site: Site, connector: Connector<Report>) => Promise<void>,
): Demand<Report> {
  return async (connector) => {
    const site = openSite(options)
    try {
      await check(site, connector)
    } finally {
      await site.sim.close()
    }
  }
}

const tellsWhatIsIn = demand<failedDocuments.Pushed>({}, async (site, connector) => {
  const all = pages(12)
  const { pushed, rejected } = await connector(site.target, [...all, { id: 'odd', text: 'x', city: 'Rome' }])
  expect(await indexed(site)).toEqual(pushed)
  expect(rejected).toEqual(['odd'])
})

const repairsWhatIsRejected = demand<number>({}, async (site, connector) => {
  expect(await connector(site.target, [...pages(3), { id: 'odd', text: 'x', city: 'Rome' }])).toBe(1)
  expect(await indexed(site)).toContain('odd')
})

const waitsForTheEnd = demand<readonly string[]>({}, async (site, connector) => {
  expect(await connector(site.target, pages(3))).toEqual([])
  site.sim.faults.fail('page-1')
  expect(await connector(site.target, pages(3))).toEqual(['page-1'])
})

const runsAgainAfterAnError = demand<void>({}, async (site, connector) => {
  const broken = [...pages(12), { id: 'broken', text: '', isBroken: true }]
  await expect(connector(site.target, broken)).rejects.toThrow('page broken cannot be read')
  await site.sim.settle()
  await connector(site.target, pages(12))
  expect(await indexed(site)).toHaveLength(12)
})

const bearsThrottling = demand<number>(
  { kendra: { quotas: { BatchPutDocument: { rate: 0.5, burst: 2 } } } },
  async (site, connector) => {
    await connector(site.target, pages(60))
    expect(await indexed(site)).toHaveLength(60)
  },
)

const keepsDates = demand<void>({}, async (site, connector) => {
  const editedAt = Date.UTC(2026, 0, 31)
  await connector(site.target, [{ id: 'a', text: 'x', editedAt }])
  expect(site.sim.document(site.target.IndexId, 'a')?.attributes).toEqual({
    _last_updated_at: new Date(editedAt),
  })
})

const tellsHowTheJobEnded = demand<boolean>({}, async (site, connector) => {
  expect(await connector(site.target, [{ id: 'a', text: '{}' }])).toBe(true)
  expect(await connector(site.target, [{ id: 'b', text: 'no JSON' }])).toBe(false)
})

const deletesPages = demand<void>({}, async (site, connector) => {
  site.sim.kendra.seed(site.target.IndexId, [{ Id: 'a', Blob: Buffer.from('x') }])
  await connector(site.target, [{ id: 'a', text: 'x' }])
  expect(await indexed(site)).toEqual([])
})

interface Case {
  readonly mistake: string
  readonly failure: string | RegExp
  readonly broken: () => Promise<void>
  readonly repaired: () => Promise<void>
}

function of<Report>(
  mistake: string,
  meets: Demand<Report>,
  broken: Connector<Report>,
  repaired: Connector<Report>,
  failure: string | RegExp,
): Case {
  return { mistake, failure, broken: () => meets(broken), repaired: () => meets(repaired) }
}

const CASES: readonly Case[] = [
  of(
    'ignores FailedDocuments',
    tellsWhatIsIn,
    failedDocuments.broken,
    failedDocuments.repaired,
    'deeply equal',
  ),
  of(
    'reads DocumentId in FailedDocuments',
    repairsWhatIsRejected,
    documentId.broken,
    documentId.repaired,
    'to be 1',
  ),
  of(
    'waits only for INDEXED or FAILED',
    waitsForTheEnd,
    polling.waitsForTwo,
    polling.repaired,
    'after 30 polls',
  ),
  of('reads Status', waitsForTheEnd, polling.readsStatus, polling.repaired, 'after 30 polls'),
  of('leaves the job open', runsAgainAfterAnError, openJob.broken, openJob.repaired, 'is SYNCING'),
  of('sends again at once', bearsThrottling, atOnce.broken, atOnce.repaired, 'Rate exceeded'),
  of('sends milliseconds as a date', keepsDates, milliseconds.broken, milliseconds.repaired, /dateValue/),
  of('waits for COMPLETE', tellsHowTheJobEnded, complete.waitsForComplete, complete.repaired, 'did not end'),
  of(
    'takes INCOMPLETE for a state on the way',
    tellsHowTheJobEnded,
    complete.takesIncompleteForRunning,
    complete.repaired,
    'did not end',
  ),
  of(
    'expects a delete to be done at once',
    deletesPages,
    deletes.broken,
    deletes.repaired,
    'were not deleted',
  ),
]

it.each(CASES)('a connector that $mistake fails, and repaired it passes', async (connector) => {
  await expect(connector.broken()).rejects.toThrow(connector.failure)
  await connector.repaired()
})
