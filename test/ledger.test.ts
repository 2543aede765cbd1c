/** Keeps the fidelity ledger true: rendered as it stands, and each claim pinned by a test that names it. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { kendraLedger } from '../src/facades/kendra/ledger.ts'
import { renderLedger } from '../src/facades/ledger.ts'
import { papiLedger } from '../src/facades/papi/ledger.ts'

const root = path.resolve(import.meta.dirname, '..')
const entries = [...kendraLedger, ...papiLedger]
const ids = new Set<string>(entries.map(({ id }) => id))

describe('the fidelity ledger', () => {
  it('is what docs/fidelity.md shows (after a change: npx vitest run test/ledger.test.ts --update)', async () => {
    await expect(renderLedger(entries)).toMatchFileSnapshot('../docs/fidelity.md')
  })

  it('has each id once', () => {
    const all = entries.map(({ id }) => id)
    expect(all.filter((id, index) => all.indexOf(id) !== index)).toEqual([])
  })

  it('is sorted by facade and keeps the entries of one topic together', () => {
    expect(kendraLedger.every(({ id }) => id.startsWith('kendra.'))).toBe(true)
    expect(papiLedger.every(({ id }) => id.startsWith('papi.'))).toBe(true)
    const topics = entries.map(({ id }) => id.slice(0, id.lastIndexOf('.')))
    const runs = topics.filter((topic, index) => topic !== topics[index - 1])
    expect(runs).toEqual([...new Set(runs)])
  })

  it.each(entries.map(({ id, rule }) => [id, rule]))('says %s in one sentence', (id, rule) => {
    expect(id).toMatch(/^(kendra|papi)\.[a-z-]+\.[a-z0-9-]+$/)
    expect(rule).toMatch(/^[A-Z_a-z].*[^.]\.$/)
    expect(rule).not.toMatch(/[.!?] [A-Z]/)
  })

  it('has every claim pinned by a test that names its id, as [id] in a title or in a "pins:" comment', () => {
    const pinned = new Set(mentions('test', /\[([\w.-]+)\]|\bpins: *([\w., -]+)/g))
    expect([...ids].filter((id) => !pinned.has(id))).toEqual([])
  })

  it('has the claims that test titles and comments in src name', () => {
    const named = [
      ...mentions('test', /\[((?:kendra|papi)\.[\w-]+\.[\w-]+)\]|\bpins: *([\w., -]+)/g),
      ...mentions('src', /\bledger: *([\w., -]+)/g),
    ]
    expect(named.filter((id) => !ids.has(id))).toEqual([])
  })

  it('renders a table for each topic, an option in its column, and no bar that would end a cell', () => {
    const text = renderLedger([
      { id: 'kendra.a.x', rule: 'One | two.', label: 'assumed', option: 'kendra.x' },
      { id: 'kendra.a.y', rule: 'Three.', label: 'doc' },
      { id: 'papi.b.z', rule: 'Four.', label: 'client' },
    ])
    expect(text.match(/^## .*$/gm)).toEqual(['## kendra.a', '## papi.b'])
    expect(text).toContain(
      '| `kendra.a.x` | One \\| two. | assumed | `kendra.x` |\n| `kendra.a.y` | Three. | doc |  |\n',
    )
  })
})

/** The ids that a pattern's groups catch in the TypeScript files of a folder, this file left out. */
function mentions(folder: string, pattern: RegExp): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && file !== path.basename(import.meta.filename))
    .flatMap((file) => [...readFileSync(path.join(root, folder, file), 'utf8').matchAll(pattern)])
    .flatMap(([, ...groups]) => groups.flatMap((group: string | undefined) => group?.split(/[, ]+/) ?? []))
    .filter((id) => /^(kendra|papi)\./.test(id))
}
