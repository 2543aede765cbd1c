/** What the text and the page say in the same words. */
import type { Correction, IndexingReport, LoadReport, ReportedStage, Trouble } from '../load-report.ts'
import type { Forecast } from '../forecast.ts'
import { count, counted, figure, share, span } from './figures.ts'
import { mainReason, mostlyFor } from './reason.ts'

export function stageInWords(stage: ReportedStage): string {
  const { kind, forMs, from, to } = stage
  const length = forMs === undefined ? 'until the documents end' : `for ${span(forMs)}`
  if (kind === 'open') {
    const rate = from === to ? `${figure(from)}` : `from ${figure(from)} to ${figure(to)}`
    return `open loop, ${rate} units/s ${length}`
  }
  const crowd = from === to ? counted(from, 'client') : `from ${from} to ${to} clients`
  const pace = stage.everyMs === undefined ? '' : `, each every ${span(stage.everyMs)}`
  return `closed loop, ${crowd}${pace} ${length}`
}

export function correctionInWords(correction: Correction): string {
  if (correction.kind === 'due') return 'counted from when each unit was due'
  const { expectedMs, isMedian } = correction
  const source = isMedian ? 'the median' : 'as given'
  return `with what was not sent during long answers, one each ${figure(expectedMs)} ms (${source})`
}

export function unitsInWords({ units }: LoadReport): string {
  const late = units.held === 0 ? '' : `, ${count(units.held)} begun late`
  const missed = units.missed === 0 ? '' : `, ${count(units.missed)} due and never begun`
  return `${count(units.completed)} completed, ${count(units.failed)} failed${late}${missed}`
}

export function watchedInWords({ watched }: IndexingReport, accepted: number): string {
  return watched === accepted
    ? 'all accepted documents'
    : `a sample of ${count(watched)} of ${count(accepted)} accepted documents`
}

export function timeInWords({ time }: Pick<LoadReport, 'time'>): string {
  return time === 'simulated' ? 'simulated time' : "the machine's time"
}

export function throttlingInWords({ throttling, rehearsals }: Forecast): string[] {
  return throttling.map(({ batch, fromClients }) => {
    const of = `batches of ${batch}`
    const made = rehearsals.filter((rehearsal) => rehearsal.batch === batch)
    if (made.every(({ durationMs }) => durationMs === undefined)) {
      const [{ lostTo } = {}] = made
      return `${of}: nothing was accepted, with any number of clients${mostlyFor(lostTo)}`
    }
    if (fromClients === undefined)
      return `${of}: no attempt in a hundred was made again, with any number of clients`
    const found = made.find(({ clients }) => clients === fromClients)
    return `${of}: from ${counted(fromClients, 'client')} on, with ${share(found?.retriedShare ?? 0)} of attempts made again`
  })
}

export function basisInWords({ basis, report, documents }: Forecast): string {
  if (basis === 'run') return `all ${count(documents)} documents were run`
  const { accepted } = report.documents
  return `extrapolated from the steady state of a rehearsal with ${count(accepted)} of ${count(documents)} documents`
}

/** What a forecast leaves out, and of which documents its time is then; undefined where all were accepted. */
export function lossInWords({
  best,
  basis,
  documents,
  rehearsals,
  report,
}: Forecast): { readonly loss: string; readonly rest: string } | undefined {
  const { accepted } = report.documents
  const isRun = basis === 'run'
  const rehearsed = rehearsals.find(({ batch, clients }) => batch === best.batch && clients === best.clients)
  const pushed = isRun ? documents : (rehearsed?.documents ?? accepted)
  if (accepted >= pushed) return undefined
  return {
    loss: `${count(pushed - accepted)} of ${count(pushed)} documents${isRun ? '' : ' of the rehearsal'} were not accepted${mostlyFor(mainReason(report))}`,
    rest: isRun ? 'the others' : `all ${count(documents)}, these pushed again,`,
  }
}

export function sumOf(troubles: readonly Trouble[]): number {
  return troubles.reduce((sum, trouble) => sum + trouble.count, 0)
}
