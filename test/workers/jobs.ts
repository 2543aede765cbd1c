import { readFileSync } from 'node:fs'

import { WorkerPoolError } from '../../src/core/errors.ts'
import type { Analysis, ContentFormat, DocumentPart, Indexer } from '../../src/core/indexer.ts'

export const FORMATS: readonly ContentFormat[] = [
  'text',
  'html',
  'xml',
  'json',
  'csv',
  'markdown',
  'pdf',
  'rtf',
  'word',
  'powerpoint',
  'excel',
  'binary',
]

export function part(bytes: string | Uint8Array, format: ContentFormat = 'text'): DocumentPart {
  return { bytes: typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes, format }
}

/** The URL of an indexer module in `fixtures`. */
export function fixture(name: string): URL {
  const url = new URL(`fixtures/${name}.js`, import.meta.url)
  readFileSync(url)
  return url
}

/** The documents in jobs of their own, all submitted at once; what `take` throws stands in place of a result. */
export async function analyseAll(
  indexer: Indexer,
  documents: readonly (readonly DocumentPart[])[],
): Promise<readonly (Analysis | WorkerPoolError)[]> {
  const outcomes = documents.map((parts, job) => indexer.submit(job, parts))
  return Promise.all(outcomes.map(async (outcome, job) => outcome ?? outcomeOf(indexer, job)))
}

/** Waits for a job as the core does. */
export async function outcomeOf(indexer: Indexer, job: number): Promise<Analysis | WorkerPoolError> {
  for (;;) {
    try {
      const analysis = indexer.take(job)
      if (analysis !== undefined) return analysis
    } catch (error) {
      if (error instanceof WorkerPoolError) return error
      throw error
    }
    await indexer.ready(job)
  }
}
