/**
 * What is planted to see the lint rules object: a small tree in the shape of this one, and one broken file
 * for each rule and each direction of import.
 */
import path from 'node:path'

export interface Planted {
  readonly what: string
  readonly file: string
  readonly source: string
  /** The one rule that objects, or none. */
  readonly rule: string | undefined
}

/** Modules for the planted files to import. */
export const scenery: Record<string, string> = {
  'src/core/clock.ts': 'export const clock = 1\n',
  'src/workers/pool.ts': 'export const pool = 1\n',
  'src/workers/indexing-worker.ts': 'export default function work(): number {\n  return 1\n}\n',
  'src/facades/ledger.ts': 'export const ledger = 1\n',
  'src/facades/kendra/status.ts': "export const status = 'kendra'\n",
  'src/facades/papi/status.ts': "export const status = 'papi'\n",
  'src/cli/demo.ts': 'export const demo = 1\n',
  'src/simulator.ts': "export { clock } from './core/clock.ts'\nexport { pool } from './workers/pool.ts'\n",
  'src/index.ts': "export { clock } from './simulator.ts'\n",
  'bench/workload.js': 'export const workload = 1\n',
  'test/sample.ts': 'export const sample = 1\n',
}

const directions: readonly Planted[] = [
  importing('core', 'a node module', 'node:fs', 'basename', false),
  importing('core', 'a package that is not pure', 'piscina', 'Piscina', false),
  importing('core', 'workers', '../workers/pool.ts', 'pool', false),
  importing('core', 'a facade', '../facades/kendra/status.ts', 'status', false),
  importing('core', 'the simulator', '../simulator.ts', 'clock', false),
  importing('core', 'the face', '../index.ts', 'clock', false),
  importing('core', 'core', './clock.ts', 'clock', true),
  importing('core/tables', 'core from a folder of its own', '../clock.ts', 'clock', true),
  importing('core/tables', 'workers from a folder of its own', '../../workers/pool.ts', 'pool', false),
  importing('workers', 'core', '../core/clock.ts', 'clock', true),
  importing('workers', 'a facade', '../facades/papi/status.ts', 'status', false),
  importing('workers', 'the simulator', '../simulator.ts', 'clock', false),
  importing('facades', 'core', '../core/clock.ts', 'clock', true),
  importing('facades', 'one facade', './kendra/status.ts', 'status', false),
  importing('facades/kendra', 'core', '../../core/clock.ts', 'clock', true),
  importing('facades/kendra', 'what facades share', '../ledger.ts', 'ledger', true),
  importing('facades/kendra', 'papi', '../papi/status.ts', 'status', false),
  importing('facades/papi', 'kendra', '../kendra/status.ts', 'status', false),
  importing('facades/papi', 'workers', '../../workers/pool.ts', 'pool', false),
  importing('facades/http', 'both facades', '../papi/status.ts', 'status', true),
  importing('facades/http', 'the command', '../../cli/demo.ts', 'demo', false),
  importing('audit', 'core', '../core/clock.ts', 'clock', true),
  importing('audit', 'a facade', '../facades/papi/status.ts', 'status', true),
  importing('audit', 'the simulator', '../simulator.ts', 'clock', false),
  importing('audit', 'workers', '../workers/pool.ts', 'pool', false),
  importing('testing', 'the face', '../index.ts', 'clock', true),
  importing('testing', 'core', '../core/clock.ts', 'clock', true),
  importing('testing', 'workers', '../workers/pool.ts', 'pool', true),
  importing('testing', 'a facade', '../facades/kendra/status.ts', 'status', false),
  importing('cli', 'the simulator', '../simulator.ts', 'clock', true),
  importing('cli', 'a facade', '../facades/kendra/status.ts', 'status', false),
  importing('cli', 'workers', '../workers/pool.ts', 'pool', false),
  importing('.', 'testing into the simulator', './cli/demo.ts', 'demo', false),
  importing('simulators', 'anything, in a folder without a layer', '../core/clock.ts', 'clock', false),
  importing('cli', 'a test', '../../test/sample.ts', 'sample', false),
  importing('cli', 'a benchmark', '../../bench/workload.js', 'workload', false),
  importing('facades', 'its own package by name', 'indexsim', 'clock', false),
  importing('facades', 'the worker by its alias', '#indexing-worker', 'work', false),
  objected('house(import-direction)', 'a dynamic import against the direction', 'src/core/x.ts', [
    'export async function load(): Promise<unknown> {',
    "  return import('../workers/pool.ts')",
    '}',
  ]),
  objected('house(import-direction)', 'an import type against the direction', 'src/core/x.ts', [
    '// oxlint-disable-next-line typescript/consistent-type-imports -- the rule that would object as well',
    "export type Pool = typeof import('../workers/pool.ts').pool",
  ]),
  objected('house(import-direction)', 'a type-only import against the direction', 'src/core/x.ts', [
    "import type { status } from '../facades/papi/status.ts'",
    'export type Status = typeof status',
  ]),
  objected('house(import-direction)', 'an export from against the direction', 'src/core/x.ts', [
    "export { pool } from '../workers/pool.ts'",
  ]),
]

const machine: readonly Planted[] = [
  ...[
    'Date',
    'Intl',
    'performance',
    'process',
    'crypto',
    'fetch',
    'Buffer',
    'setTimeout',
    'setInterval',
    'setImmediate',
    'clearTimeout',
    'queueMicrotask',
    'globalThis.setTimeout',
  ].map((name) =>
    objected('eslint(no-restricted-globals)', `${name} in core`, 'src/core/x.ts', [
      `export const x: unknown = ${name}`,
    ]),
  ),
  ...[
    'Math.random()',
    'Math.log(2)',
    'Math.exp(2)',
    'Math.pow(2, 3)',
    "'a'.localeCompare('b')",
    'Number(1).toLocaleString()',
  ].map((call) =>
    objected('eslint(no-restricted-properties)', `${call} in core`, 'src/core/x.ts', [
      `export const x: unknown = ${call}`,
    ]),
  ),
  objected('eslint(no-restricted-properties)', 'Math.random', 'src/facades/x.ts', [
    'export const x: number = Math.random()',
  ]),
  objected('eslint(no-restricted-properties)', 'Math.random taken apart', 'src/facades/x.ts', [
    'const { random } = Math',
    'export const x: number = random()',
  ]),
  objected('eslint(no-restricted-properties)', 'Date.now', 'src/facades/x.ts', [
    'export const x: number = Date.now()',
  ]),
  objected('eslint(no-restricted-properties)', 'Math.random in a benchmark', 'bench/x.ts', [
    'export const x = Math.random()',
  ]),
  objected(undefined, 'Date.now in a test', 'test/x.ts', ['export const x = Date.now()']),
  objected('house(no-machine-date)', 'new Date()', 'src/facades/x.ts', ['export const x: Date = new Date()']),
  objected(undefined, 'a Date made of an instant', 'src/facades/x.ts', [
    'export const x: Date = new Date(0)',
  ]),
  objected('eslint(no-console)', 'console outside the command', 'src/facades/x.ts', ["console.log('x')"]),
  objected(undefined, 'console in the command', 'src/cli/x.ts', ["console.log('x')"]),
]

const style: readonly Planted[] = [
  objected('typescript(no-floating-promises)', 'a floating promise', 'src/cli/x.ts', [
    'async function later(): Promise<void> {',
    '  await Promise.resolve()',
    '}',
    'later()',
  ]),
  objected('typescript(no-misused-promises)', 'a promise as a condition', 'src/cli/x.ts', [
    'export function answer(promise: Promise<boolean>): number {',
    '  return promise ? 1 : 2',
    '}',
  ]),
  objected('typescript(switch-exhaustiveness-check)', 'a switch that misses a case', 'src/core/x.ts', [
    "export function width(side: 'left' | 'right'): number {",
    '  switch (side) {',
    "    case 'left':",
    '      return 1',
    '  }',
    '  return 2',
    '}',
  ]),
  objected('typescript(switch-exhaustiveness-check)', 'a default in place of a case', 'src/core/x.ts', [
    "export function width(side: 'left' | 'right'): number {",
    '  switch (side) {',
    "    case 'left':",
    '      return 1',
    '    default:',
    '      return 2',
    '  }',
    '}',
  ]),
  objected('typescript(switch-exhaustiveness-check)', 'a default that nothing can reach', 'src/core/x.ts', [
    "export function width(side: 'left' | 'right'): number {",
    '  switch (side) {',
    "    case 'left':",
    '      return 1',
    "    case 'right':",
    '      return 2',
    '    default:',
    '      return 3',
    '  }',
    '}',
  ]),
  objected('typescript(no-explicit-any)', 'any', 'src/core/x.ts', ['export type Loose = any']),
  objected('typescript(no-unsafe-return)', 'an any that leaks from a library', 'src/core/x.ts', [
    'export function read(text: string): { a: number } {',
    '  return JSON.parse(text)',
    '}',
  ]),
  objected('typescript(consistent-type-imports)', 'a type imported as a value', 'src/core/x.ts', [
    "import { clock } from './clock.ts'",
    'export type Clock = typeof clock',
  ]),
  objected('typescript(no-misused-spread)', 'an instance spread as if it were data', 'src/core/x.ts', [
    'class Row {',
    '  readonly id = 1',
    '}',
    'export const row: object = { ...new Row() }',
  ]),
  objected(undefined, 'a string spread into its code points', 'src/core/x.ts', [
    'export const count = (text: string): number => [...text].length',
  ]),
  objected('typescript(only-throw-error)', 'a thrown string', 'src/core/x.ts', [
    'export function fail(): never {',
    "  throw 'broken'",
    '}',
  ]),
  objected('house(no-enum)', 'an enum', 'src/core/x.ts', ['export enum Side {', '  Left,', '  Right,', '}']),
  objected('house(no-export-all)', 'export *', 'src/core/x.ts', ["export * from './clock.ts'"]),
  objected('house(no-export-all)', 'export * as', 'src/core/x.ts', ["export * as clocks from './clock.ts'"]),
  objected('house(hash-private)', 'the word private', 'src/core/x.ts', [
    'export class Table {',
    '  private rows = 0',
    '  count(): number {',
    '    return this.rows',
    '  }',
    '}',
  ]),
  objected(undefined, 'a private constructor', 'src/core/x.ts', [
    'export class Table {',
    '  private constructor() {}',
    '  static of(): Table {',
    '    return new Table()',
    '  }',
    '}',
  ]),
  objected('import(no-default-export)', 'a default export', 'src/core/x.ts', [
    'export default function work(): number {',
    '  return 1',
    '}',
  ]),
  objected('eslint(no-var)', 'var', 'src/core/x.ts', ['var x = 1', 'x = 2', 'export const y: number = x']),
  objected('eslint(prefer-const)', 'let for const', 'src/core/x.ts', [
    'let x = 1',
    'export const y: number = x',
  ]),
  objected('import(no-duplicates)', 'two imports of one module', 'src/cli/x.ts', [
    "import { clock } from '../simulator.ts'",
    "import { pool } from '../simulator.ts'",
    'export const x: number = clock + pool',
  ]),
  objected('import(no-self-import)', 'a module that imports itself', 'src/core/self.ts', [
    "import type { Self } from './self.ts'",
    'export interface Self {',
    '  readonly inner?: Self',
    '}',
    'export type Inner = Self',
  ]),
  objected('typescript(return-await)', 'a promise that leaves its try block', 'src/core/x.ts', [
    'export async function attempt(work: () => Promise<number>): Promise<number> {',
    '  try {',
    '    return work()',
    '  } catch {',
    '    return 0',
    '  }',
    '}',
  ]),
  objected('typescript(no-namespace)', 'a namespace', 'src/core/x.ts', [
    'export namespace Side {',
    '  export const left = 1',
    '}',
  ]),
  objected('typescript(no-unsafe-assignment)', 'an any assigned', 'src/core/x.ts', [
    "export const x: number = JSON.parse('1')",
  ]),
  objected('typescript(no-unsafe-call)', 'an any called', 'src/core/x.ts', ["JSON.parse('1')()"]),
  objected('typescript(no-unsafe-member-access)', 'an any looked into', 'src/core/x.ts', [
    "export const x: unknown = [JSON.parse('{}')].length",
    "export const y: boolean = JSON.parse('{}').a === 1",
  ]),
  objected('typescript(no-unsafe-argument)', 'an any handed on', 'src/core/x.ts', [
    "export const x: number = Math.abs(JSON.parse('1'))",
  ]),
  objected('eslint(eqeqeq)', '== for ===', 'src/core/x.ts', [
    'export const equal = (a: number, b: number): boolean => a == b',
  ]),
  objected('unicorn(prefer-node-protocol)', 'fs for node:fs', 'src/cli/x.ts', [
    "export { basename } from 'path'",
  ]),
  objected('vitest(no-focused-tests)', 'a focused test', 'test/x.test.ts', [
    "import { expect, it } from 'vitest'",
    "it.only('holds', () => {",
    '  expect(1).toBe(1)',
    '})',
  ]),
  objected('vitest(no-disabled-tests)', 'a test left out', 'test/x.test.ts', [
    "import { expect, it } from 'vitest'",
    "it.skip('holds', () => {",
    '  expect(1).toBe(1)',
    '})',
  ]),
  objected('vitest(no-identical-title)', 'two tests of one title', 'test/x.test.ts', [
    "import { expect, it } from 'vitest'",
    "it('holds', () => {",
    '  expect(1).toBe(1)',
    '})',
    "it('holds', () => {",
    '  expect(2).toBe(2)',
    '})',
  ]),
  objected('vitest(valid-expect)', 'an expectation of nothing', 'test/x.test.ts', [
    "import { expect, it } from 'vitest'",
    "it('holds', () => {",
    '  expect(1)',
    '})',
  ]),
  objected('vitest(valid-title)', 'a title with should', 'test/x.test.ts', [
    "import { expect, it } from 'vitest'",
    "it('should hold', () => {",
    '  expect(1).toBe(1)',
    '})',
  ]),
]

/** Every file that is planted, each under a name of its own. */
export const planted: readonly Planted[] = [...directions, ...machine, ...style].map((one, index) => ({
  ...one,
  file: one.file.replace(/x(\.test)?\.ts$/, `x${index}$1.ts`),
}))

export const cycle: Record<string, string> = {
  'src/core/chicken.ts': './egg.ts',
  'src/core/egg.ts': './chicken.ts',
}

/** A file of a folder under src/ that imports a name, which is allowed or not. */
function importing(from: string, what: string, specifier: string, name: string, allowed: boolean): Planted {
  const rule = allowed ? undefined : 'house(import-direction)'
  return objected(
    rule,
    `${what} imported from ${path.posix.join('src', from)}`,
    path.posix.join('src', from, 'x.ts'),
    [`export { ${name} } from '${specifier}'`],
  )
}

function objected(rule: string | undefined, what: string, file: string, lines: readonly string[]): Planted {
  return { rule, what, file, source: `${lines.join('\n')}\n` }
}
