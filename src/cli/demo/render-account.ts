/** The account of a run as text for a terminal: a pure function of the result and of how wide and colourful it may be. */
import { styleText } from 'node:util'
import type { DemoResult, KendraAccount, Trouble } from './demo-result.ts'
import { count, counted, endOf, instant, printable, seconds, size, wrap } from './words.ts'

export interface Look {
  readonly columns: number
  readonly hasColour: boolean
}

/** How the person at the command line calls the command, to tell how it is called again. */
export interface Invocation {
  readonly command: string
}

/** More than this nobody reads; `--json` has them all. */
const MOST_TROUBLES = 10

export function renderAccount(result: DemoResult, look: Look, { command }: Invocation): string {
  const page = new Page(look)
  renderInput(page, result)
  renderKendra(page, result)
  renderPapi(page, result)
  renderTroubles(page, result)
  renderFaults(page, result)
  renderTimeLines(page, result)
  renderTime(page, result)
  renderTrace(page, result, command)
  return page.text()
}

function renderInput(page: Page, { folder, input }: DemoResult): void {
  const from = folder === undefined ? "the project's own tree" : printable(folder)
  page.paragraph(
    `${counted(input.files, 'file')} (${size(input.bytes)}) from ${from} went through two simulated services, and a simulated day later what had changed went again.`,
  )
  const { hidden, otherKind, linkToFolder, noFile, overLimit } = input.leftOut
  const leftOut = [
    counted(hidden, 'hidden', 'hidden'),
    counted(otherKind, 'of another kind', 'of other kinds'),
    counted(linkToFolder, 'link to a folder', 'links to folders'),
    counted(noFile, 'that is no plain file', 'that are no plain files'),
    counted(overLimit, 'over the size limit', 'over the size limit'),
  ].filter((told) => !told.startsWith('0 '))
  if (leftOut.length > 0) page.paragraph(`Left out: ${leftOut.join(', ')}.`)
  if (input.isCut)
    page.paragraph(`This is as many files as the demo takes; what comes after them was not looked at.`)
  if (input.unreadable.length > 0) page.paragraph(`Not readable, and skipped:`)
  for (const { id, reason } of input.unreadable.slice(0, MOST_TROUBLES))
    page.row([[CAUSE.get(reason) ?? reason, 20]], id)
  page.rest(input.unreadable.length - MOST_TROUBLES)
}

/** What the system's words for an unreadable file mean most often. */
const CAUSE: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'broken link or name'],
  ['EACCES', 'no permission'],
  ['EPERM', 'no permission'],
  ['ELOOP', 'link to itself'],
])

function renderKendra(page: Page, { kendra }: DemoResult): void {
  page.heading('Kendra', 'what BatchGetDocumentStatus says in the end')
  const { INDEXED, UPDATED, FAILED, UPDATE_FAILED, NOT_FOUND, PROCESSING } = kendra.statuses
  page.count('INDEXED', INDEXED)
  page.count('UPDATED', UPDATED)
  page.count('FAILED', FAILED)
  page.count('UPDATE_FAILED', UPDATE_FAILED, UPDATE_FAILED > 0 ? 'what was indexed before stays live' : '')
  page.count('NOT_FOUND', NOT_FOUND, `${count(kendra.deleted)} deleted, ${count(kendra.lost)} lost`)
  if (PROCESSING > 0) page.count('PROCESSING', PROCESSING)
  for (const job of kendra.jobs) page.paragraph(describeJob(job))
  const [refused] = Object.entries(kendra.refused)
  if (refused !== undefined)
    page.paragraph(
      `${counted(Object.keys(kendra.refused).length, 'document')} refused at the call, the first ${refused[0]}: ${refused[1]}`,
    )
  page.paragraph(traffic(kendra.calls, kendra.triedAgain))
}

function describeJob({ Status, Metrics }: KendraAccount['jobs'][number]): string {
  const { DocumentsAdded, DocumentsModified, DocumentsDeleted, DocumentsFailed } = Metrics ?? {}
  return `Sync job ${Status}: ${DocumentsAdded} added, ${DocumentsModified} modified, ${DocumentsDeleted} deleted, ${DocumentsFailed} failed.`
}

function renderPapi(page: Page, { papi }: DemoResult): void {
  page.heading('Push API', 'what getDocumentStatusList says in the end')
  page.count('exist', papi.current, 'with the stamp of the file')
  if (papi.outdated > 0) page.count('', papi.outdated, 'with another stamp')
  page.count(
    'not exist',
    papi.deleted + papi.lost,
    `${count(papi.deleted)} deleted, ${count(papi.lost)} lost`,
  )
  const { added, changed, deleted, unchanged } = papi.secondCrawl
  const again = added > 0 ? `${count(added)} that had got lost pushed again, ` : ''
  page.paragraph(
    `Second crawl, by comparing stamps: ${count(unchanged)} unchanged, ${count(changed)} changed, ${again}${count(deleted)} deleted.`,
  )
  if (papi.failed > 0)
    page.paragraph(
      `${count(papi.failed)} of those that exist could not be indexed: the status does not tell, the list below does.`,
    )
  page.paragraph(traffic(papi.calls, papi.triedAgain))
}

function traffic(calls: number, triedAgain: number): string {
  return `${counted(calls, 'call')}, ${count(triedAgain)} of them made once more because the service was busy.`
}

function renderTroubles(page: Page, { troubles }: DemoResult): void {
  page.heading('Failed or lost', 'and why')
  if (troubles.length === 0) page.paragraph('Nothing.')
  for (const trouble of pick(troubles)) {
    page.row(
      [
        [SERVICE[trouble.facade], 8],
        [trouble.status, 13],
      ],
      trouble.id,
    )
    page.note(' '.repeat(9), why(trouble))
  }
  page.rest(troubles.length - MOST_TROUBLES)
}

const SERVICE = { kendra: 'Kendra', papi: 'Push API' } as const

/** Those that a rule wanted first, since the rest is alike; the order within is kept. */
function pick(troubles: readonly Trouble[]): readonly Trouble[] {
  const planned = troubles.filter(({ rule }) => rule !== undefined)
  const natural = troubles.filter(({ rule }) => rule === undefined)
  const ofPlanned = Math.max(MOST_TROUBLES - natural.length, Math.ceil(MOST_TROUBLES / 2))
  const chosen = new Set([...planned.slice(0, ofPlanned), ...natural].slice(0, MOST_TROUBLES))
  return troubles.filter((trouble) => chosen.has(trouble))
}

function why({ code, reason, rule }: Trouble): string {
  const said = [code, reason].filter((part) => part !== undefined).join(': ')
  return rule === undefined ? said : `${said} (rule ${rule})`
}

function renderFaults(page: Page, { faults }: DemoResult): void {
  page.heading('Faults', 'how often each rule matched and fired')
  for (const { name, effect, matched, fired } of faults)
    page.row(
      [
        [name, 20],
        [effect, 10],
        [`${count(matched)} matched`, 14],
      ],
      `${count(fired)} fired`,
    )
}

function renderTimeLines(page: Page, { timeLines }: DemoResult): void {
  if (timeLines.length === 0) return
  page.heading('Time lines', 'simulated time since the start')
  for (const { facade, id, events } of timeLines) {
    page.row([[SERVICE[facade], 8]], id)
    for (const { atMs, what } of events) page.note(`       ${instant(atMs).padStart(14)}  `, what)
  }
}

function renderTime(page: Page, { simulatedMs, real }: DemoResult): void {
  page.heading('Time', '')
  const { operations, operationsPerSecond, runningMs, readingMs, threads } = real
  page.fact('simulated', instant(simulatedMs))
  page.fact('real', `${seconds(runningMs)}, after ${seconds(readingMs)} for reading the files`)
  page.fact(
    'documents',
    `${count(operations)} put or deleted, ${count(operationsPerSecond)} a second of real time`,
  )
  page.fact('threads', threadsUsed(threads))
}

function threadsUsed({ setting, atOnce, started }: DemoResult['real']['threads']): string {
  const asked = `--threads ${setting}`
  if (started === 0) return `none: all on the main thread (${asked})`
  const again =
    started > atOnce ? `, ${counted(started - atOnce, 'thread')} started in place of a dead one` : ''
  return `${count(atOnce)} at once${again} (${asked})`
}

function renderTrace(page: Page, { folder, seed, input, trace }: DemoResult, command: string): void {
  page.heading('Trace', `${counted(trace.events, 'event')}, and one digest over all of them`)
  page.strong(trace.digest)
  page.paragraph(
    `The same files (SHA-256 ${input.digest.slice(0, 16)}) and the same seed give this digest again, with any number of threads:`,
  )
  const folderArgument = folder === undefined ? '' : ` ${shellWord(folder)}`
  page.line(`${command}${folderArgument} --seed ${seed}`)
  page.line(`${command}${folderArgument} --seed ${seed} --threads 0`)
}

function shellWord(argument: string): string {
  return /^[\w./-]+$/.test(argument) ? argument : `'${printable(argument).replaceAll("'", `'\\''`)}'`
}

/** Lines with a common indent, none wider than the page but for a digest or a command. */
class Page {
  readonly #lines: string[] = []
  readonly #columns: number
  readonly #hasColour: boolean

  constructor({ columns, hasColour }: Look) {
    this.#columns = columns
    this.#hasColour = hasColour
  }

  text(): string {
    return `${this.#lines.join('\n')}\n`
  }

  heading(title: string, explanation: string): void {
    const shown = this.#hasColour ? styleText('bold', title) : title
    this.#lines.push('', explanation === '' ? shown : `${shown}: ${explanation}`)
  }

  line(text: string): void {
    this.#lines.push(`  ${text}`)
  }

  paragraph(text: string): void {
    for (const line of wrap(text, this.#columns - 2)) this.line(line)
  }

  strong(text: string): void {
    this.line(this.#hasColour ? styleText('green', text) : text)
  }

  count(what: string, value: number, note = ''): void {
    this.line(`${what.padEnd(14)}${count(value).padStart(7)}${note === '' ? '' : `  ${note}`}`)
  }

  fact(what: string, value: string): void {
    this.line(`${what.padEnd(11)}${value}`)
  }

  /** Cells of fixed widths, and a last one that takes what is left. */
  row(cells: readonly (readonly [text: string, columns: number])[], last: string): void {
    const head = cells.map(([text, columns]) => `${text.padEnd(columns)} `).join('')
    this.line(`${head}${endOf(last, this.#columns - 2 - head.length)}`)
  }

  /** Text under a row, after its first cells, and wrapped beside them. */
  note(head: string, text: string): void {
    const lines = wrap(printable(text), this.#columns - 2 - head.length)
    for (const [nth, line] of lines.entries()) this.line((nth === 0 ? head : ' '.repeat(head.length)) + line)
  }

  rest(more: number): void {
    if (more > 0) this.line(`... and ${count(more)} more; --json lists them all`)
  }
}
