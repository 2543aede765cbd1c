/**
 * A rule that has never failed proves nothing: each rule of this house is broken once, in a copy of the
 * tree's shape outside the tree, and must be the one that objects.
 */
import { spawnSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cycle, planted, scenery } from './lint/violations.ts'

interface Configuration {
  readonly rules: Record<string, unknown>
  readonly overrides: readonly { readonly rules: Record<string, unknown> }[]
}

const root = path.resolve(import.meta.dirname, '..')

describe('lint', () => {
  let folder = ''
  let found: ReadonlyMap<string, readonly string[]> = new Map()

  beforeAll(() => {
    folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'indexsim-lint-')))
    for (const name of ['.oxlintrc.json', 'lint', 'tsconfig.json', 'package.json']) {
      cpSync(path.join(root, name), path.join(folder, name), { recursive: true })
    }
    symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'), 'dir')
    for (const [file, source] of Object.entries(scenery)) write(folder, file, source)
    for (const { file, source } of planted) write(folder, file, source)
    for (const [file, other] of Object.entries(cycle)) {
      write(
        folder,
        file,
        `import { next as other } from '${other}'\nexport const next = (): number => other()\n`,
      )
    }
    found = lint(folder)
  })

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true })
  })

  const objections = planted.filter(({ rule }) => rule !== undefined)
  it.each(objections.map(({ what, rule, file }) => [what, rule, file]))(
    'objects to %s with %s',
    (_what, rule, file) => {
      expect(new Set(found.get(file ?? ''))).toEqual(new Set([rule]))
    },
  )

  const allowed = planted.filter(({ rule }) => rule === undefined)
  it.each(allowed.map(({ what, file }) => [what, file] as const))('lets pass: %s', (_what, file) => {
    expect(found.get(file)).toBeUndefined()
  })

  it('is seen to object by every rule that the configuration adds', () => {
    const text = readFileSync(path.join(root, '.oxlintrc.json'), 'utf8').replaceAll(/^ *\/\/.*$/gm, '')
    const configuration = JSON.parse(text) as Configuration
    const names = [configuration, ...configuration.overrides].flatMap(({ rules }) =>
      Object.entries(rules)
        .filter(([, setting]) => setting !== 'off')
        .map(([name]) => name),
    )
    const seen = new Set([...found.values()].flat())
    const unseen = names.filter(
      (name) => !seen.has(name.includes('/') ? `${name.replace('/', '(')})` : `eslint(${name})`),
    )
    expect(unseen).toEqual([])
  })

  it.each(Object.keys(cycle))('objects to a circle of imports with import(no-cycle) in %s', (file) => {
    expect(found.get(file)).toEqual(['import(no-cycle)'])
  })

  it.each(Object.keys(scenery))('has nothing against %s, as the layout wants it', (file) => {
    expect(found.get(file)).toBeUndefined()
  })
})

function write(folder: string, file: string, source: string): void {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true })
  writeFileSync(path.join(folder, file), source)
}

/** The rules that objected, by file. */
function lint(folder: string): ReadonlyMap<string, readonly string[]> {
  const oxlint = path.join(root, 'node_modules/oxlint/bin/oxlint')
  const run = spawnSync(process.execPath, [oxlint, '--format=json', 'src', 'test', 'bench'], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  })
  const report = JSON.parse(run.stdout) as { diagnostics: { filename: string; code: string }[] }
  const rules = new Map<string, string[]>()
  for (const { filename, code } of report.diagnostics) {
    rules.set(filename, [...(rules.get(filename) ?? []), code])
  }
  return rules
}
