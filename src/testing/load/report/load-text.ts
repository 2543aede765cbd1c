/** Reports as text for a terminal or a log: aligned, and within 100 columns but for messages of the service. */
import type { Forecast } from '../forecast.ts'
import type { Latencies, LoadReport, Trouble } from '../load-report.ts'
import { count, counted, figure, printable, share, size, span } from './figures.ts'
import { shortened } from './reason.ts'
import {
  basisInWords,
  correctionInWords,
  lossInWords,
  stageInWords,
  sumOf,
  throttlingInWords,
  timeInWords,
  unitsInWords,
  watchedInWords,
} from './report-words.ts'

/** The report of a load as text, with a line feed at its end. */
export function renderLoadText(report: LoadReport): string {
  return [...linesOf(report), ''].join('\n')
}

/** The forecast as text, with a line feed at its end. */
export function renderForecastText(forecast: Forecast): string {
  const { best, documents, durationMs, rehearsals } = forecast
  const taken = `take ${span(durationMs)} with batches of ${best.batch} and ${counted(best.clients, 'client')}`
  const lost = lossInWords(forecast)
  return [
    ...(lost === undefined
      ? [`Forecast: ${count(documents)} documents ${taken}`]
      : [`Forecast: ${lost.loss}`, `  ${lost.rest} ${taken}`]),
    `  ${basisInWords(forecast)}; seed ${forecast.seed}`,
    '',
    'Throttling',
    ...throttlingInWords(forecast).map((line) => `  ${line}`),
    '',
    'Compared',
    ...aligned([
      ['batch', 'clients', 'documents/s', 'takes', 'made again', 'not accepted', 'p50 ms', 'p99 ms', ''],
      ...rehearsals.map((rehearsal) => [
        String(rehearsal.batch),
        String(rehearsal.clients),
        figure(rehearsal.documentsPerSecond),
        rehearsal.durationMs === undefined ? '-' : span(rehearsal.durationMs),
        share(rehearsal.retriedShare),
        share(rehearsal.lostShare),
        figure(rehearsal.p50),
        figure(rehearsal.p99),
        rehearsal.batch === best.batch && rehearsal.clients === best.clients ? 'best' : '',
      ]),
    ]),
    '',
    ...linesOf(forecast.report),
    '',
  ].join('\n')
}

function linesOf(report: LoadReport): string[] {
  const { units, documents, latencyMs, indexing, stopped } = report
  return [
    printable(report.title),
    `  time       ${span(report.elapsedMs)} of ${timeInWords(report)}; seed ${report.seed}`,
    ...(stopped === undefined ? [] : [`  stopped    ${stopped}, before its end`]),
    ...report.stages.map((stage, n) => `  ${n === 0 ? 'stages   ' : '         '}  ${stageInWords(stage)}`),
    `  units      ${unitsInWords(report)}; ${figure(units.perSecond)}/s, at most ${count(units.mostAtOnce)} at once`,
    ...(documents.batch === 0
      ? []
      : [
          `  documents  ${count(documents.accepted)} accepted (${figure(documents.perSecond)}/s, ${size(documents.acceptedBytes)}), ${count(sumOf(documents.refused))} refused`,
        ]),
    '',
    'Latency in milliseconds',
    ...aligned([
      ['', 'p50', 'p75', 'p90', 'p95', 'p99', 'p99.9', 'max', 'count'],
      latencyRow('corrected', latencyMs.corrected),
      latencyRow('measured', latencyMs.measured),
      ...(indexing === undefined || indexing.latencyMs.count === 0
        ? []
        : [latencyRow('to searchable', indexing.latencyMs)]),
    ]),
    ...report.corrections.map((correction) => `  corrected: ${correctionInWords(correction)}`),
    ...(indexing === undefined || indexing.watched === 0
      ? []
      : [
          '',
          `Indexing, ${watchedInWords(indexing, documents.accepted)}`,
          `  ${Object.entries(indexing.outcomes)
            .map(([outcome, n]) => `${count(n)} ${outcome}`)
            .join(', ')}; the last after ${span(indexing.endedAtMs)}`,
        ]),
    ...troubleLines('Attempts made again', report.retries),
    ...troubleLines('Units that failed', report.errors),
    ...troubleLines('Documents refused', documents.refused),
  ]
}

function latencyRow(
  name: string,
  { count: values, p50, p75, p90, p95, p99, p999, max }: Latencies,
): string[] {
  return [name, ...[p50, p75, p90, p95, p99, p999, max].map(figure), count(values)]
}

function troubleLines(heading: string, troubles: readonly Trouble[]): string[] {
  if (troubles.length === 0) return []
  const width = Math.max(...troubles.map(({ name }) => printable(name).length))
  return [
    '',
    heading,
    ...troubles.map(({ name, count: times, message }) =>
      `  ${printable(name).padEnd(width)}  ${count(times)}  ${shortened(message)}`.trimEnd(),
    ),
  ]
}

/** Columns to the right, but for a first one of names. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const hasNames = rows[0]?.[0] === ''
  return rows.map((row) =>
    `  ${row
      .map((cell, column) =>
        column === 0 && hasNames ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')}`.trimEnd(),
  )
}
