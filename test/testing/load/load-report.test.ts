/** Reports as text and as a page: what they say, that a page needs nothing else, and that a browser can draw it. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { SaxesParser } from 'saxes'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  type Forecast,
  forecast,
  type LoadReport,
  pushToKendra,
  renderForecastPage,
  renderForecastText,
  renderLoadPage,
  renderLoadText,
  runLoad,
  Simulator,
} from '../../../src/index.ts'
import { shortened } from '../../../src/testing/load/report/reason.ts'

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((file) =>
  existsSync(file),
)
const TITLE = 'Crawl of <b>"files"</b> & \u202e\u001b[31mmore'

let report: LoadReport
let made: Forecast

beforeAll(async () => {
  const sim = new Simulator({
    kendra: { quotas: { BatchPutDocument: { rate: 20 } } },
    faults: [
      {
        name: 'denied',
        on: { operation: 'BatchPutDocument' },
        when: { every: 20 },
        do: { type: 'error', error: 'AccessDeniedException', message: '</script><i>' },
      },
      { name: 'bad', on: { document: { glob: '*3' } }, do: { type: 'fail', code: 'BAD', reason: 'bad' } },
    ],
  })
  const indexId = sim.kendra.addIndex()
  report = await runLoad(pushToKendra({ indexId }), {
    client: sim.kendra,
    simulator: sim,
    corpus: indexId,
    title: TITLE,
    stages: [
      { for: '5s', rate: [0, 20] },
      { for: '5s', clients: 3 },
    ],
  })
  await sim.close()
  made = await forecast({ documents: 400, rehearse: 200, batch: [1, 10], clients: [1, 2] })
})

/** Reads the page as XML where that can be done, and gives its elements with their attributes. */
function elementsOf(page: string): { name: string; attributes: Record<string, string> }[] {
  const elements: { name: string; attributes: Record<string, string> }[] = []
  const parser = new SaxesParser()
  parser.on('opentag', ({ name, attributes }) =>
    elements.push({ name, attributes: { ...attributes } as Record<string, string> }),
  )
  parser.on('error', (error) => {
    throw error
  })
  parser.write(`<root>${/<main>([^]*)<\/main>/.exec(page)?.[1] ?? ''}</root>`).close()
  return elements
}

describe('the report of a load', () => {
  it('is plain JSON that says what it is', () => {
    expect(JSON.parse(JSON.stringify(report))).toEqual(JSON.parse(JSON.stringify(structuredClone(report))))
    expect(report).toMatchObject({ format: 'indexsim-load', version: 1, title: TITLE, time: 'simulated' })
    expect(JSON.stringify(report)).not.toMatch(/null|NaN/)
    expect(report.windows.length).toBeGreaterThan(20)
    expect(report.windows.length).toBeLessThanOrEqual(60)
    expect(report.windows.reduce((sum, { documents }) => sum + documents, 0)).toBe(report.documents.accepted)
  })

  it('tells as text what was done, how long it took, and what went wrong', () => {
    const text = renderLoadText(report)
    for (const line of [
      /^ {2}time +1\d(\.\d)? s of simulated time; seed 1$/m,
      /^ {2}stages +open loop, from 0 to 20 units\/s for 5 s$/m,
      /^ +closed loop, 3 clients for 5 s$/m,
      /^ {2}corrected( +[\d.,]+){8}$/m,
      /^ {2}measured( +[\d.,]+){8}$/m,
      /^ {2}to searchable( +[\d.,]+){8}$/m,
      /^ {2}ThrottlingException +\d+ +Rate exceeded$/m,
      /^ {2}AccessDeniedException +\d+ +<\/script><i>$/m,
    ])
      expect(text).toMatch(line)
    // oxlint-disable-next-line no-control-regex
    expect(text).not.toMatch(/[\u001b\u202e]/)
    expect(text.split('\n').filter((line) => line.length > 110)).toEqual([])
  })

  it('is a page whose plots have a title, units on both axes, ticks and a legend', () => {
    const page = renderLoadPage(report)
    const titles = [...page.matchAll(/<figure><h3>(.*?)<\/h3>/g)].map(([, title]) => title)
    expect(titles).toEqual([
      'Throughput',
      'Latency of units over time',
      'Latency by percentile',
      'Statuses and backlog',
      'Attempts that failed',
    ])
    const figures = page.match(/<figure>[^]*?<\/figure>/g) ?? []
    for (const figure of figures) {
      expect(figure.match(/class="middle label"[^>]*>[^<]+</g)).toHaveLength(2)
      expect(figure.match(/class="tick"/g)?.length).toBeGreaterThanOrEqual(3)
      expect(figure.match(/class="grid"/g)?.length).toBeGreaterThanOrEqual(2)
      expect(figure.match(/<li>/g)?.length).toBe(
        figure.match(/class="line s\d" (stroke-dasharray="[\d ]+" )?d="M[\d.]+ [\d.]+[ML]/g)?.length,
      )
      expect(figure).not.toMatch(/NaN|undefined|Infinity/)
    }
    expect(figures[0]).toContain('documents per second')
    expect(figures[0]).toContain('time since the start (seconds)')
    expect(figures[1]).toContain('milliseconds (logarithmic)')
  })

  it('keeps tick labels of an axis apart from each other', () => {
    const page = renderLoadPage(report) + renderForecastPage(made)
    for (const [svg] of page.matchAll(/<svg viewBox="0 0 640[^]*?<\/svg>/g)) {
      const across = [...svg.matchAll(/class="middle" x="([\d.]+)"[^>]*>([^<]+)</g)].map(([, x, label]) => {
        // Some 8 units a character at the font's size.
        const half = (String(label).length * 8) / 2
        return { from: Number(x) - half, until: Number(x) + half }
      })
      for (const [n, { from }] of across.entries())
        if (n > 0) expect(from).toBeGreaterThan(across[n - 1]?.until ?? 0)
      const down = [...svg.matchAll(/class="end" x="[\d.]+" y="([\d.]+)"/g)]
        .map(([, y]) => Number(y))
        .toSorted((a, b) => a - b)
      expect(down.length).toBeGreaterThan(1)
      for (const [n, y] of down.entries()) if (n > 0) expect(y - (down[n - 1] ?? 0)).toBeGreaterThan(14)
    }
  })

  it('draws latencies in the unit that fits, and off the axis where they are all alike', async () => {
    const sim = new Simulator()
    const alike = await runLoad((_client, { sleep }) => sleep('50s'), {
      client: null,
      simulator: sim,
      batch: 0,
      stages: [{ for: '10m', clients: 2 }],
    })
    await sim.close()
    const page = renderLoadPage(alike)
    expect(page).toContain('<span>p50 latency</span><b>50 s</b>')
    const plot = /<h3>Latency of units over time<[^]*?<\/figure>/.exec(page)?.[0] ?? ''
    expect(plot).toContain('seconds (logarithmic)')
    const ticks = [...plot.matchAll(/class="end" x="\d+" y="[\d.]+">([^<]+)</g)].map(([, label]) => label)
    expect(ticks).toEqual(['10', '20', '50', '100'])
    const [, height] = /class="line s1" d="M[\d.]+ ([\d.]+)[ML]/.exec(plot) ?? []
    // The plot goes from 14 at its top to 248 at the axis.
    expect(Number(height)).toBeGreaterThan(50)
    expect(Number(height)).toBeLessThan(200)
  })

  it('ends an axis of clients where the clients end', () => {
    const plot = /<h3>Throughput of a steady crawl<[^]*?<\/figure>/.exec(renderForecastPage(made))?.[0] ?? ''
    // One client at the left edge of the plot, two at its right one.
    const marks = [...plot.matchAll(/<circle class="s1" cx="([\d.]+)"/g)].map(([, x]) => Number(x))
    expect(marks).toEqual([72, 620])
  })

  it('is a page that is well formed, asks for nothing from elsewhere and runs no script', () => {
    for (const page of [renderLoadPage(report), renderForecastPage(made)]) {
      const elements = elementsOf(page)
      expect(elements.length).toBeGreaterThan(100)
      expect(elements.filter(({ name }) => ['script', 'img', 'link', 'iframe'].includes(name))).toEqual([])
      expect(page).not.toMatch(/\b(src|href)=|url\(|@import|https?:/)
      expect(page.match(/<script[^>]*>/g)).toEqual(['<script type="application/json" id="report">'])
      expect(page.match(/<\/script>/g)).toHaveLength(1)
    }
  })

  it('escapes what comes from outside, and holds its data', () => {
    const page = renderLoadPage(report)
    expect(page).not.toContain('<b>"files"')
    expect(page).not.toContain('<i>')
    const data = /id="report">([^]*?)<\/script>/.exec(page)?.[1] ?? ''
    expect(JSON.parse(data)).toEqual(JSON.parse(JSON.stringify(report)))
  })

  it('is drawn where nothing happened', async () => {
    const empty = await runLoad(async () => {}, {
      client: null,
      stages: [{ for: 1, rate: [0, 1] }],
      batch: 0,
    })
    expect(renderLoadPage(empty)).not.toMatch(/NaN|Infinity/)
    expect(renderLoadText(empty)).not.toMatch(/NaN|Infinity/)
  })

  it.skipIf(CHROMIUM === undefined)(
    'overlaps nowhere in a browser (needs chromium)',
    () => {
      const folder = mkdtempSync(path.join(tmpdir(), 'indexsim-page-'))
      try {
        // The page measures itself: no two texts of a plot overlap, and none leaves it.
        const measure = `<script>
        const boxes = (svg) => [...svg.querySelectorAll('text')].map((text) => text.getBoundingClientRect())
        const clash = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
        const troubles = []
        for (const svg of document.querySelectorAll('figure > svg')) {
          const [outer, texts] = [svg.getBoundingClientRect(), boxes(svg)]
          for (const [n, box] of texts.entries()) {
            if (box.left < outer.left || box.right > outer.right || box.bottom > outer.bottom) troubles.push('leaves: ' + svg.querySelectorAll('text')[n].textContent)
            for (const other of texts.slice(n + 1)) if (clash(box, other)) troubles.push('overlap: ' + svg.querySelectorAll('text')[n].textContent)
          }
        }
        document.title = 'measured ' + JSON.stringify({ plots: document.querySelectorAll('figure > svg').length, troubles, isTooWide: document.documentElement.scrollWidth > innerWidth })
      </script>`
        for (const [name, page, plots] of [
          ['load', renderLoadPage(report), 5],
          ['forecast', renderForecastPage(made), 6],
        ] as const) {
          const file = path.join(folder, `${name}.html`)
          writeFileSync(
            file,
            page.replace('</body>', () => `${measure}</body>`),
          )
          for (const width of [1_200, 600]) {
            const dom = execFileSync(
              CHROMIUM as string,
              [
                '--headless',
                '--no-sandbox',
                '--disable-gpu',
                '--disable-background-networking',
                '--no-first-run',
                `--user-data-dir=${folder}/profile`,
                `--window-size=${width},900`,
                '--dump-dom',
                `file://${file}`,
              ],
              { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 50_000 },
            )
            const measured = /<title>measured (.*?)<\/title>/.exec(dom)?.[1] ?? 'nothing'
            expect(JSON.parse(measured)).toEqual({ plots, troubles: [], isTooWide: false })
          }
        }
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    },
    240_000,
  )
})

describe('the report of a forecast', () => {
  it('tells as text how long the crawl takes, and compares', () => {
    const text = renderForecastText(made)
    expect(text).toMatch(/^Forecast: 400 documents take .* with batches of 10 and \d clients?$/m)
    expect(text).toMatch(/^ {2}all 400 documents were run; seed 1$/m)
    expect(text.match(/^ +(1|10) +[12] .*%/gm)).toHaveLength(4)
    expect(text.match(/best$/gm)).toHaveLength(1)
  })

  it('says plainly on the page and in the text where it is extrapolated', async () => {
    const told = await forecast({ documents: 400, rehearse: 200, batch: 10, clients: 1, basis: 'rehearsal' })
    const words = 'extrapolated from the steady state of a rehearsal with 200 of 400 documents'
    expect(renderForecastText(told)).toContain(words)
    expect(renderForecastPage(told)).toContain(words)
  })

  it.each([
    [
      { documents: 114 },
      '110 of 114 documents were not accepted, mostly for ValidationException: 1 validation error detected: ',
      'the others take',
    ],
    [
      { documents: 400, rehearse: 114, basis: 'rehearsal' },
      '110 of 114 documents of the rehearsal were not accepted, mostly for ValidationException: ',
      'all 400, these pushed again, take',
    ],
  ] as const)('says first what was not accepted, and why: %j', async (options, lost, rest) => {
    const told = await forecast({ ...options, batch: 11, clients: 1 })
    const [first, second] = renderForecastText(told).split('\n')
    expect(first?.slice(0, 10 + lost.length)).toBe(`Forecast: ${lost}`)
    expect(second).toMatch(`  ${rest} `)
    const page = renderForecastPage(told)
    expect(page).toContain(`<p><b>${lost}`)
    expect(page).toContain(`</b>; ${rest} `)
  })

  it('says of batches that are refused as a whole that they are, and why, where it tells of throttling', async () => {
    const told = await forecast({ documents: 100, batch: [5, 50], clients: [1, 2] })
    const text = renderForecastText(told)
    expect(text).toMatch(/^ {2}batches of 5: no attempt in a hundred was made again, /m)
    const refused =
      /batches of 50: nothing was accepted, with any number of clients, mostly for ValidationException: 1 validation error detected: .{1,50} \.\.\. .* length less than or equal to 10/
    expect(text).toMatch(refused)
    expect(renderForecastPage(told).replaceAll('&#39;', "'")).toMatch(refused)
    expect(told.rehearsals.map(({ lostTo }) => lostTo?.name)).toEqual([
      undefined,
      undefined,
      'ValidationException',
      'ValidationException',
    ])
  })
})

describe('a message of the service', () => {
  it.each([
    ['a short one as it is', 'Rate\nexceeded', String.raw`Rate\u{a}exceeded`],
    [
      'the beginning and the end of a long one',
      `${'a'.repeat(300)}the point`,
      `${'a'.repeat(40)} ... ${'a'.repeat(101)}the point`,
    ],
    ['no half of a character', '😀'.repeat(200), `${'😀'.repeat(40)} ... ${'😀'.repeat(110)}`],
  ])('is shown in one line: %s', (_, message, shown) => {
    expect(shortened(message)).toBe(shown)
  })
})
