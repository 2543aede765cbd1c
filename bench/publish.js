/** Publishing: what a run of the bench has found becomes `results/latest.md`, and the README quotes the rows that have a goal. */
import { readFileSync, writeFileSync } from 'node:fs'
import { machine } from './machine.js'
import { tableOf } from './table.js'

const LATEST = new URL('./results/latest.md', import.meta.url)
const README = new URL('../README.md', import.meta.url)

/** @param {readonly import('./row.js').Row[]} rows */
export function publish(rows) {
  const today = new Date().toISOString().slice(0, 10)
  const page = `# The last published bench

What the columns mean: [how to read it](../README.md).

${tableOf(rows)}

${machine()}, ${today}.
`
  writeFileSync(LATEST, page)
  writeFileSync(README, quoteIn(readFileSync(README, 'utf8'), page))
}

/**
 * The README with what this page says in place of what it quoted before: the table under "Speed", and the line after it.
 * @param {string} readme
 * @param {string} page
 */
export function quoteIn(readme, page) {
  const quoted = page.replace(/^\|.*\|  \|\n/gm, '')
  const found = /(?:^\|.*\n)+\n.*\n/m.exec(quoted)
  const section = /(^## Speed\n[^|]*)(?:^\|.*\n)+\n.*\n/m
  if (found === null || !section.test(readme))
    throw new Error('there is no table with a line after it, in the result or under "## Speed" in the README')
  return readme.replace(section, (_, before) => before + found[0])
}
