/** The README's figures are those of the last published bench: `bench/run.js --publish` writes both. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { quoteIn } from '../bench/publish.js'

const read = (file: string): string => readFileSync(path.resolve(import.meta.dirname, '..', file), 'utf8')

describe('the figures of speed', () => {
  const readme = read('README.md')
  const latest = read('bench/results/latest.md')

  it('are in the README as they were last published', () => {
    expect(quoteIn(readme, latest)).toBe(readme)
  })

  it('are replaced by those of another run, with its machine', () => {
    const another = '| question | indexsim | beside | ratio | goal |\n| --- | --- | --- | --- | --- |\n'
    const withGoal = '| one | 1 docs/s | a peer: 2 docs/s | 0.5 | at least 0.5 |\n'
    const curious = '| another | 3 docs/s |  |  |  |\n'
    const quoting = quoteIn(readme, `# A page\n\nWords.\n\n${another}${withGoal}${curious}\nA machine.\n`)
    expect(quoting).toContain(`\n\n${another}${withGoal}\nA machine.\n`)
    expect(quoting.match(/^\| (?!question|---)/gm)).toHaveLength(
      1 + (readme.split('## Speed')[0]?.match(/^\| (?!question|---)/gm)?.length ?? 0),
    )
  })

  it('cannot be quoted where there is no table', () => {
    expect(() => quoteIn(readme, 'no table')).toThrow('there is no table')
    expect(() => quoteIn('# No such section\n', latest)).toThrow('there is no table')
  })
})
