/**
 * Plots as SVG that stands in a page without a script. Its colours come from the page (`--series-1` and so on), each line has a
 * dash pattern of its own beside its colour, and the legend is text of the page above the plot, so that nothing overlaps.
 */
import { figure } from './figures.ts'

export interface Series {
  readonly name: string
  /** No line leads over a point whose y is undefined. */
  readonly points: readonly (readonly [x: number, y: number | undefined])[]
  /** With a mark at each point. */
  readonly hasMarks?: boolean
}

export interface Axis {
  /** With its unit. */
  readonly label: string
  readonly scale: 'linear' | 'log'
  /** Labelled positions; round numbers where it is left out. */
  readonly ticks?: readonly (readonly [at: number, label: string])[]
  readonly from?: number
  readonly to?: number
}

export interface Plot {
  readonly title: string
  readonly note?: string | undefined
  readonly x: Axis
  readonly y: Axis
  readonly series: readonly Series[]
}

const WIDTH = 640
const HEIGHT = 300
const LEFT = 72
const RIGHT = 20
const TOP = 14
const BOTTOM = 52
/** So many series have a colour and a pattern of their own. */
export const MOST_SERIES = 6
const DASHES = ['', '7 3', '2 3', '10 3 2 3', '4 2', '1 2']

export function renderPlot({ title, note, x, y, series }: Plot): string {
  const drawn = series.slice(0, MOST_SERIES)
  const points = drawn.flatMap((one) => one.points)
  const heading = `<h3>${escapeHtml(title)}</h3>${note === undefined ? '' : `<p class="note">${escapeHtml(note)}</p>`}`
  if (!points.some(([, at]) => at !== undefined))
    return `<figure>${heading}<p class="none">Nothing to show.</p></figure>`
  const across = scaleOf(
    x,
    points.map(([at]) => at),
    LEFT,
    WIDTH - RIGHT,
  )
  const up = scaleOf(
    y,
    points.flatMap(([, at]) => (at === undefined ? [] : [at])),
    HEIGHT - BOTTOM,
    TOP,
  )
  const described = `${title}: ${y.label} over ${x.label}, ${drawn.map(({ name }) => name).join(', ')}`
  return [
    `<figure>${heading}`,
    `<ul class="legend">${drawn.map(({ name }, n) => `<li>${keyOf(n)}${escapeHtml(name)}</li>`).join('')}</ul>`,
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(described)}">`,
    ...up.ticks.map(
      ([at, label]) =>
        `<path class="grid" d="M${LEFT} ${px(up.place(at))}H${WIDTH - RIGHT}"/>` +
        `<text class="end" x="${LEFT - 8}" y="${px(up.place(at) + 4)}">${escapeHtml(label)}</text>`,
    ),
    ...across.ticks.map(
      ([at, label]) =>
        `<path class="tick" d="M${px(across.place(at))} ${HEIGHT - BOTTOM}v5"/>` +
        `<text class="middle" x="${px(across.place(at))}" y="${HEIGHT - BOTTOM + 22}">${escapeHtml(label)}</text>`,
    ),
    `<path class="axis" d="M${LEFT} ${TOP}V${HEIGHT - BOTTOM}H${WIDTH - RIGHT}"/>`,
    `<text class="middle label" x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 8}">${escapeHtml(x.label)}</text>`,
    `<text class="middle label" transform="translate(14 ${(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)">${escapeHtml(y.label)}</text>`,
    // The first has no gaps: the others go over it, so that lines that coincide are both seen.
    ...drawn.map((one, n) => lineOf(one, n, across, up)),
    '</svg></figure>',
  ].join('\n')
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

/** Positions on a linear axis at round numbers in steps of this. */
export function linearTicks(from: number, to: number, most = 6): number[] {
  const step = roundStep((to - from) / most)
  const ticks: number[] = []
  for (let n = Math.ceil(from / step - 1e-9); n * step <= to * (1 + 1e-9); n++)
    ticks.push(Number((n * step).toPrecision(12)))
  return ticks
}

interface Scale {
  readonly ticks: readonly (readonly [at: number, label: string])[]
  place(value: number): number
}

function scaleOf(axis: Axis, values: readonly number[], first: number, last: number): Scale {
  const isLog = axis.scale === 'log'
  const shown = isLog ? values.filter((value) => value > 0) : values
  const least = shown.reduce((a, b) => Math.min(a, b), Infinity)
  const most = shown.reduce((a, b) => Math.max(a, b), -Infinity)
  const [from, to] = isLog
    ? axis.from !== undefined && axis.to !== undefined
      ? [axis.from, axis.to]
      : logRange(least, most)
    : [axis.from ?? 0, axis.to ?? (most > 0 ? most * 1.05 : 1)]
  const ticks =
    axis.ticks ??
    (isLog ? logTicks(from, to) : linearTicks(from, to)).map((at) => [at, tickLabel(at)] as const)
  const place = (value: number): number => {
    const part = isLog
      ? Math.log(Math.max(value, from) / from) / Math.log(to / from)
      : (value - from) / (to - from)
    return first + part * (last - first)
  }
  return { ticks: ticks.filter(([at]) => at >= from && at <= to * (1 + 1e-9)), place }
}

/** From a round number below, a factor of ten apart at least; values that are close to each other keep off the axis. */
function logRange(least: number, most: number): [number, number] {
  if (!(least > 0) || least === Infinity) return [1, 10]
  const top = most * 1.05
  const from = top < roundDown(least) * 10 ? roundDown(least / 3) : roundDown(least)
  return [from, Math.max(top, from * 10)]
}

function logTicks(from: number, to: number): number[] {
  const decades = Math.log10(to / from)
  const parts = decades <= 2.5 ? [1, 2, 5] : [1]
  const every = Math.max(1, Math.ceil(decades / 7))
  const ticks: number[] = []
  const lowest = Math.floor(Math.log10(from) + 1e-9)
  for (let power = lowest; 10 ** power <= to; power += every)
    for (const part of parts) ticks.push(Number((part * 10 ** power).toPrecision(3)))
  return ticks.filter((at) => at >= from && at <= to)
}

function roundDown(value: number): number {
  const decade = 10 ** Math.floor(Math.log10(value) + 1e-9)
  const part = [5, 2, 1].find((one) => one * decade <= value * (1 + 1e-9)) ?? 1
  return Number((part * decade).toPrecision(3))
}

function roundStep(least: number): number {
  const decade = 10 ** Math.floor(Math.log10(least))
  return ([1, 2, 5, 10].find((one) => one * decade >= least * (1 - 1e-9)) ?? 10) * decade
}

function tickLabel(value: number): string {
  if (value >= 1_000_000) return `${figure(value / 1_000_000)}M`
  return value >= 100_000 ? `${figure(value / 1_000)}k` : figure(value)
}

function lineOf({ points, hasMarks = false }: Series, n: number, across: Scale, up: Scale): string {
  let path = ''
  let isPenUp = true
  const alone: string[] = []
  for (const [place, [x, y]] of points.entries()) {
    if (y === undefined) {
      isPenUp = true
      continue
    }
    const at = `${px(across.place(x))} ${px(up.place(y))}`
    path += `${isPenUp ? 'M' : 'L'}${at}`
    // A point without neighbours has no line to show it.
    const isAlone = isPenUp && points[place + 1]?.[1] === undefined
    if (hasMarks || isAlone)
      alone.push(`<circle class="s${n + 1}" cx="${at.split(' ')[0]}" cy="${at.split(' ')[1]}" r="3"/>`)
    isPenUp = false
  }
  return `<path class="line s${n + 1}" ${dashOf(n)}d="${path}"/>${alone.join('')}`
}

function keyOf(n: number): string {
  return `<svg class="key" viewBox="0 0 28 10" aria-hidden="true"><path class="line s${n + 1}" ${dashOf(n)}d="M1 5H27"/></svg>`
}

function dashOf(n: number): string {
  const dash = DASHES[n] ?? ''
  return dash === '' ? '' : `stroke-dasharray="${dash}" `
}

function px(value: number): string {
  return String(Math.round(value * 10) / 10)
}
