/** Reports as one HTML page that needs nothing else: no script, no font, no picture from elsewhere. Its data are in it as JSON. */
import type { Forecast } from '../forecast.ts'
import type { Latencies, LoadReport, LoadWindow, Trouble } from '../load-report.ts'
import {
  axisUnitFor,
  count,
  counted,
  figure,
  printable,
  share,
  size,
  span,
  type TimeUnit,
  unitFor,
} from './figures.ts'
import {
  type Axis,
  escapeHtml,
  linearTicks,
  MOST_SERIES,
  type Plot,
  renderPlot,
  type Series,
} from './plot.ts'
import { STYLE } from './page-style.ts'
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

/** The report of a load as an HTML page. */
export function renderLoadPage(report: LoadReport): string {
  return page(printable(report.title), report, [`<h1>${text(report.title)}</h1>`, ...partsOf(report)])
}

/** The forecast as an HTML page. */
export function renderForecastPage(forecast: Forecast): string {
  const { documents, durationMs, best, rehearsals, report } = forecast
  const title = `Forecast: ${count(documents)} documents`
  const lost = lossInWords(forecast)
  return page(title, forecast, [
    `<h1>${text(title)}</h1>`,
    ...(lost === undefined
      ? []
      : [`<p><b>${text(lost.loss)}</b>; ${text(lost.rest)} take ${span(durationMs)}.</p>`]),
    tiles([
      [
        forecast.basis === 'run' && lost !== undefined ? 'The others take' : 'The crawl takes',
        span(durationMs),
      ],
      ['Best batch', counted(best.batch, 'document')],
      ['Best concurrency', counted(best.clients, 'client')],
      ['Documents per second', figure(report.documents.perSecond)],
    ]),
    `<p>In simulated time, from the start until the last document is indexed; ${text(basisInWords(forecast))}. Seed ${forecast.seed}.</p>`,
    '<h2>Batch size and concurrency</h2>',
    `<div class="plots">${comparisonPlots(forecast).map(renderPlot).join('\n')}</div>`,
    '<h3>Where throttling bites</h3>',
    `<ul>${throttlingInWords(forecast)
      .map((line) => `<li>${text(line)}</li>`)
      .join('')}</ul>`,
    table(
      [
        'Batch',
        'Clients',
        'Documents/s',
        'Crawl takes',
        'Attempts made again',
        'Not accepted',
        'p50, ms',
        'p99, ms',
      ],
      rehearsals.map((rehearsal) => [
        String(rehearsal.batch),
        String(rehearsal.clients),
        figure(rehearsal.documentsPerSecond),
        rehearsal.durationMs === undefined ? '-' : span(rehearsal.durationMs),
        share(rehearsal.retriedShare),
        share(rehearsal.lostShare),
        figure(rehearsal.p50),
        figure(rehearsal.p99),
      ]),
      {
        marked: rehearsals.findIndex(
          ({ batch, clients }) => batch === best.batch && clients === best.clients,
        ),
      },
    ),
    `<h2>${text(report.title)}</h2>`,
    ...partsOf(report),
  ])
}

function partsOf(report: LoadReport): string[] {
  const { units, documents, latencyMs, indexing, stopped } = report
  return [
    tiles([
      ['Duration', span(report.elapsedMs)],
      documents.batch === 0
        ? ['Units per second', figure(units.perSecond)]
        : ['Documents per second', figure(documents.perSecond)],
      ['p50 latency', span(latencyMs.corrected.p50)],
      ['p99 latency', span(latencyMs.corrected.p99)],
      ['Attempts made again', count(sumOf(report.retries))],
      ['Units failed', count(units.failed)],
    ]),
    '<dl>',
    ...(stopped === undefined ? [] : [entry('Stopped', `${stopped}, before its end`)]),
    entry('Clock', `${timeInWords(report)}; seed ${report.seed}`),
    entry(report.stages.length === 1 ? 'Stage' : 'Stages', report.stages.map(stageInWords).join('; then ')),
    entry('Units', `${unitsInWords(report)}; at most ${count(units.mostAtOnce)} at once`),
    ...(documents.batch === 0
      ? []
      : [
          entry(
            'Documents',
            `${count(documents.accepted)} accepted, ${size(documents.acceptedBytes)}; ${count(sumOf(documents.refused))} refused; ${documents.batch} in a unit`,
          ),
        ]),
    ...(indexing === undefined || indexing.watched === 0
      ? []
      : [
          entry(
            'Indexing',
            `${Object.entries(indexing.outcomes)
              .map(([outcome, n]) => `${count(n)} ${outcome}`)
              .join(
                ', ',
              )}, of ${watchedInWords(indexing, documents.accepted)}; the last after ${span(indexing.endedAtMs)}`,
          ),
        ]),
    '</dl>',
    `<div class="plots">${plotsOf(report).map(renderPlot).join('\n')}</div>`,
    '<h3>Latency in milliseconds</h3>',
    latencyTable(report),
    `<p class="note">Corrected for coordinated omission: ${text(report.corrections.map(correctionInWords).join('; '))}. A client that waits for its answers sends nothing during a long one, and so measures too few of them.</p>`,
    ...troubles('Attempts made again', report.retries),
    ...troubles('Units that failed', report.errors),
    ...troubles('Documents refused', documents.refused),
  ]
}

function plotsOf(report: LoadReport): Plot[] {
  const { elapsedMs, indexing } = report
  const x = timeAxis(elapsedMs)
  return [
    throughputPlot(report, x),
    latencyPlot(report, x),
    curvePlot(report),
    ...(indexing === undefined || indexing.watched === 0
      ? []
      : [backlogPlot(report, timeAxis(Math.max(elapsedMs, indexing.endedAtMs)))]),
    ...(report.windows.some(({ failures }) => Object.keys(failures).length > 0)
      ? [failuresPlot(report, x)]
      : []),
  ]
}

interface TimeAxis {
  readonly axis: Axis
  readonly unit: TimeUnit
}

function timeAxis(untilMs: number): TimeAxis {
  const unit = unitFor(untilMs)
  const to = Math.max(untilMs, 1) / unit.ms
  const ticks = linearTicks(0, to, 8).map((at) => [at, figure(at)] as const)
  return { unit, axis: { label: `time since the start (${unit.name})`, scale: 'linear', from: 0, to, ticks } }
}

/** A value for each window at its middle. The last, cut short, tells nothing by itself where it is less than half of one. */
function overTime(
  { windows, windowMs, elapsedMs }: LoadReport,
  { unit }: TimeAxis,
  valueOf: (window: LoadWindow, seconds: number) => number | undefined,
): Series['points'] {
  return windows.flatMap((window) => {
    const widthMs = Math.min(windowMs, elapsedMs - window.atMs)
    if (windows.length > 1 && widthMs < windowMs / 2) return []
    return [[(window.atMs + widthMs / 2) / unit.ms, valueOf(window, Math.max(widthMs, 1) / 1_000)]] as const
  })
}

function throughputPlot(report: LoadReport, time: TimeAxis): Plot {
  const isOfUnits = report.documents.batch === 0
  const what = isOfUnits ? 'units' : 'documents'
  const points = overTime(
    report,
    time,
    (window, seconds) => (isOfUnits ? window.units : window.documents) / seconds,
  )
  return {
    title: 'Throughput',
    note: `${isOfUnits ? 'Units that ended' : 'Documents that were accepted'}, in windows of ${span(report.windowMs)}.`,
    x: time.axis,
    y: { label: `${what} per second`, scale: 'linear' },
    series: [{ name: isOfUnits ? 'units ended' : 'documents accepted', points }],
  }
}

function latencyPlot(report: LoadReport, time: TimeAxis): Plot {
  const unit = axisUnitFor(Math.max(...report.windows.map(({ max }) => max)))
  const at = (name: string, of: (window: LoadWindow) => number): Series => ({
    name,
    points: overTime(report, time, (window) => (window.units === 0 ? undefined : of(window) / unit.ms)),
  })
  const isDue = report.corrections.some(({ kind }) => kind === 'due')
  return {
    title: 'Latency of units over time',
    note: isDue
      ? 'From when a unit was due until it ended.'
      : 'From the start of a unit until it ended, as measured.',
    x: time.axis,
    y: latencyAxis(unit),
    series: [
      at('median', ({ p50 }) => p50),
      at('90th percentile', ({ p90 }) => p90),
      at('99th percentile', ({ p99 }) => p99),
      at('longest', ({ max }) => max),
    ],
  }
}

function latencyAxis({ name }: TimeUnit): Axis {
  return { label: `${name} (logarithmic)`, scale: 'log' }
}

/** Nines take equal room. */
function ninesOf(percent: number): number {
  return Math.log10(100 / (100 - percent))
}

function curvePlot({ curve }: LoadReport): Plot {
  const shown = curve.filter(({ percent }) => percent < 100)
  const to = Math.max(1, ...shown.map(({ percent }) => ninesOf(percent)))
  const unit = axisUnitFor(Math.max(...shown.map(({ corrected, measured }) => Math.max(corrected, measured))))
  const ticks = [0, 50, 90, 99, 99.9, 99.99, 99.999, 99.9999].map(
    (percent) => [ninesOf(percent), `${percent}%`] as const,
  )
  return {
    title: 'Latency by percentile',
    note: 'So many per cent of all units take no longer.',
    x: { label: 'percentile (each nine takes equal room)', scale: 'linear', from: 0, to, ticks },
    y: latencyAxis(unit),
    series: [
      {
        name: 'corrected for coordinated omission',
        points: shown.map((at) => [ninesOf(at.percent), at.corrected / unit.ms]),
      },
      { name: 'as measured', points: shown.map((at) => [ninesOf(at.percent), at.measured / unit.ms]) },
    ],
  }
}

function backlogPlot({ indexing, documents }: LoadReport, { axis, unit }: TimeAxis): Plot {
  const counts = indexing?.counts ?? []
  const isSample = indexing !== undefined && indexing.watched < documents.accepted
  const hasFailed = counts.some(({ failed }) => failed > 0)
  const line = (name: string, of: (at: (typeof counts)[number]) => number): Series => ({
    name,
    points: counts.map((at) => [at.atMs / unit.ms, of(at)]),
  })
  return {
    title: 'Statuses and backlog',
    note: isSample ? 'Scaled up from a sample.' : 'Of all accepted documents.',
    x: axis,
    y: { label: 'documents', scale: 'linear' },
    series: [
      line('being indexed (backlog)', ({ pending }) => pending),
      line('indexed', ({ indexed }) => indexed),
      ...(hasFailed ? [line('failed or lost', ({ failed }) => failed)] : []),
    ],
  }
}

function failuresPlot(report: LoadReport, time: TimeAxis): Plot {
  const sums = new Map<string, number>()
  for (const { failures } of report.windows)
    for (const [name, times] of Object.entries(failures)) sums.set(name, (sums.get(name) ?? 0) + times)
  const names = [...sums]
    .toSorted(([a, one], [b, other]) => other - one || (a < b ? -1 : 1))
    .map(([name]) => name)
  const told = names.length > MOST_SERIES ? names.slice(0, MOST_SERIES - 1) : names
  const rest = names.slice(told.length)
  const series = told.map((name) => ({
    name: printable(name),
    points: overTime(report, time, ({ failures }, seconds) => (failures[name] ?? 0) / seconds),
  }))
  const others: Series = {
    name: counted(rest.length, 'other'),
    points: overTime(
      report,
      time,
      ({ failures }, seconds) => rest.reduce((sum, name) => sum + (failures[name] ?? 0), 0) / seconds,
    ),
  }
  return {
    title: 'Attempts that failed',
    note: 'Made again or not, by the name of the error.',
    x: time.axis,
    y: { label: 'attempts per second', scale: 'linear' },
    series: rest.length === 0 ? series : [...series, others],
  }
}

function comparisonPlots({ rehearsals }: Forecast): Plot[] {
  const crowds = [...new Set(rehearsals.map(({ clients }) => clients))].toSorted((a, b) => a - b)
  const x: Axis = {
    label: 'clients side by side (logarithmic)',
    scale: 'log',
    from: crowds[0] ?? 1,
    to: Math.max(crowds.at(-1) ?? 1, 2 * (crowds[0] ?? 1)),
    ticks: crowds.map((clients) => [clients, String(clients)] as const),
  }
  const sizes = [...new Set(rehearsals.map(({ batch }) => batch))].toSorted((a, b) => b - a)
  const series = (of: (rehearsal: (typeof rehearsals)[number]) => number): Series[] =>
    sizes.map((batch) => ({
      name: `batches of ${batch}`,
      hasMarks: true,
      points: rehearsals.filter((rehearsal) => rehearsal.batch === batch).map((at) => [at.clients, of(at)]),
    }))
  return [
    {
      title: 'Throughput of a steady crawl',
      x,
      y: { label: 'documents per second', scale: 'linear' },
      series: series(({ documentsPerSecond }) => documentsPerSecond),
    },
    {
      title: 'Attempts made again',
      x,
      y: { label: 'per cent of attempts', scale: 'linear' },
      series: series(({ retriedShare }) => retriedShare * 100),
    },
  ]
}

function latencyTable({ latencyMs, indexing }: LoadReport): string {
  const row = (
    name: string,
    { p50, p75, p90, p95, p99, p999, max, mean, count: values }: Latencies,
  ): string[] => [name, ...[p50, p75, p90, p95, p99, p999, max, mean].map(figure), count(values)]
  return table(
    ['', 'p50', 'p75', 'p90', 'p95', 'p99', 'p99.9', 'max', 'mean', 'count'],
    [
      row('Units, corrected', latencyMs.corrected),
      row('Units, as measured', latencyMs.measured),
      ...(indexing === undefined || indexing.latencyMs.count === 0
        ? []
        : [row('Documents, to searchable', indexing.latencyMs)]),
    ],
  )
}

function troubles(heading: string, list: readonly Trouble[]): string[] {
  if (list.length === 0) return []
  return [
    `<h3>${heading}</h3>`,
    table(
      ['Name', 'Count', 'First message'],
      list.map(({ name, count: times, message }) => [name, count(times), shortened(message)]),
      { hasWords: true },
    ),
  ]
}

function tiles(values: readonly (readonly [name: string, value: string])[]): string {
  return `<div class="tiles">${values.map(([name, value]) => `<div><span>${text(name)}</span><b>${text(value)}</b></div>`).join('')}</div>`
}

function entry(name: string, value: string): string {
  return `<div><dt>${text(name)}</dt><dd>${text(value)}</dd></div>`
}

function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  { marked = -1, hasWords = false } = {},
): string {
  const cells = (row: readonly string[], tag: 'th' | 'td'): string =>
    row.map((cell) => `<${tag}>${text(cell)}</${tag}>`).join('')
  const body = rows.map((row, n) => `<tr${n === marked ? ' class="best"' : ''}>${cells(row, 'td')}</tr>`)
  return `<div class="table"><table${hasWords ? ' class="words"' : ''}><thead><tr>${cells(head, 'th')}</tr></thead><tbody>${body.join('')}</tbody></table></div>`
}

function text(value: string): string {
  return escapeHtml(printable(value))
}

function page(title: string, data: LoadReport | Forecast, parts: readonly string[]): string {
  // Within a script element only a closing tag could end it.
  const json = JSON.stringify(data).replaceAll('<', String.raw`\u003c`)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${parts.join('\n')}
</main>
<script type="application/json" id="report">${json}</script>
</body>
</html>
`
}
