/**
 * The rules of this house that oxlint has no rule for. The first is the important one: imports run one
 * way, `cli, testing → simulator → facades, workers → core`, whatever form the import takes.
 */
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))

/** What the simulator joins. */
const INSIDE = [
  'audit',
  'core',
  'input',
  'workers',
  'host',
  'facades',
  'facades/kendra',
  'facades/papi',
  'facades/http',
  'faults',
]

/** Each layer, and what it may import beside itself. A new folder under src/ has to be given its line here. */
const LAYERS = {
  core: [],
  input: ['core'],
  workers: ['core'],
  host: ['core', 'input', 'workers'],
  facades: ['core', 'input'],
  'facades/kendra': ['core', 'input', 'facades'],
  'facades/papi': ['core', 'input', 'facades'],
  'facades/http': ['core', 'input', 'facades', 'facades/kendra', 'facades/papi', 'faults'],
  faults: ['core', 'input', 'facades', 'facades/kendra', 'facades/papi'],
  audit: ['core', 'facades', 'facades/kendra', 'facades/papi'],
  simulator: INSIDE,
  testing: ['core', 'input', 'workers', 'faults', 'simulator'],
  cli: ['simulator', 'input', 'testing'],
  index: [...INSIDE, 'simulator', 'testing'],
}

/** The subpaths of the package that are not its face: each a list of names in a file of its own under src/. */
const ENTRIES = ['server', 'vitest']

/** Packages that are pure functions of their arguments: all that the core may use. */
const PURE_PACKAGES = ['nanoid', 'picomatch']

/** `cli` and `testing` see the package as its users do. */
const SEES_INDEX = ['cli', 'testing']

/** The layer of a file: the files directly under src/ are the simulator's, but for the lists of names. */
function layerOf(file) {
  const parts = path.relative(path.join(root, 'src'), file).split(path.sep)
  if (parts[0] === '..') return undefined
  if (parts.length === 1) {
    const name = parts[0].replace(/\.[jt]s$/, '')
    return name === 'index' || ENTRIES.includes(name) ? 'index' : 'simulator'
  }
  if (parts[0] === 'facades' && parts.length > 2) return `facades/${parts[1]}`
  return parts[0]
}

/** What is wrong with this import, or undefined. */
function objectionTo(file, specifier) {
  const from = layerOf(file)
  if (from === undefined) return undefined
  const allowed = LAYERS[from]
  if (allowed === undefined) return `src/${from} is in no layer: give it its line in lint/house-rules.js`
  if (specifier === 'indexsim' || specifier.startsWith('indexsim/'))
    return 'src does not import its own package by name'
  if (specifier.startsWith('#')) {
    return from === 'workers' ? undefined : `${from} does not import ${specifier}, which belongs to workers`
  }
  if (!specifier.startsWith('.')) {
    if (
      from !== 'core' ||
      PURE_PACKAGES.some((name) => specifier === name || specifier.startsWith(`${name}/`))
    )
      return undefined
    return `core imports pure packages only (${PURE_PACKAGES.join(', ')}), not ${specifier}`
  }
  const target = path.resolve(path.dirname(file), specifier)
  const to = layerOf(target)
  if (to === undefined) return `src does not import from outside src: ${path.relative(root, target)}`
  if (to === from || allowed.includes(to) || (to === 'index' && SEES_INDEX.includes(from))) return undefined
  return `${from} does not import from ${to}; it may import from ${[from, ...allowed].join(', ')}`
}

const importDirection = {
  create(context) {
    function check(node, source) {
      if (source?.type !== 'Literal' || typeof source.value !== 'string') return
      const message = objectionTo(context.filename, source.value)
      if (message !== undefined) context.report({ node, message })
    }
    return {
      ImportDeclaration: (node) => check(node, node.source),
      ExportNamedDeclaration: (node) => check(node, node.source),
      ExportAllDeclaration: (node) => check(node, node.source),
      ImportExpression: (node) => check(node, node.source),
      TSImportType: (node) => check(node, node.source ?? node.argument?.literal),
    }
  },
}

const noExportAll = {
  create: (context) => ({
    ExportAllDeclaration: (node) => context.report({ node, message: 'name what is exported: no export *' }),
  }),
}

const noEnum = {
  create: (context) => ({
    TSEnumDeclaration: (node) => context.report({ node, message: 'use a union of literals: no enums' }),
  }),
}

/** `private constructor` stays: there is no # for it. */
const hashPrivate = {
  create(context) {
    function check(node) {
      if (node.accessibility === undefined || node.accessibility === null || node.kind === 'constructor')
        return
      context.report({ node, message: `use a #private name or nothing: no ${node.accessibility}` })
    }
    return { PropertyDefinition: check, MethodDefinition: check, TSParameterProperty: check }
  },
}

/** `Date.now` is left to no-restricted-properties; this is its other spelling. */
const noMachineDate = {
  create(context) {
    function check(node) {
      if (node.callee.type !== 'Identifier' || node.callee.name !== 'Date' || node.arguments.length > 0)
        return
      context.report({ node, message: 'simulated time comes in as an argument: no Date of the machine' })
    }
    return { NewExpression: check, CallExpression: check }
  },
}

export default {
  meta: { name: 'house' },
  rules: {
    'import-direction': importDirection,
    'no-export-all': noExportAll,
    'no-enum': noEnum,
    'hash-private': hashPrivate,
    'no-machine-date': noMachineDate,
  },
}
