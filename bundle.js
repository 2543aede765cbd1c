/**
 * What is shipped: our modules and the packages that every start needs, in few files. Node takes longer to find, read and
 * link a module than to compile it, and apart they are four hundred. The compiler writes the types, one file for each module.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { build } from 'rolldown'

/** What others import, run, or find by its place; each is at the place that its source has. */
const ENTRIES = [
  'index',
  'server',
  'vitest',
  'cli/indexsim',
  'cli/explore/sweep-process',
  'workers/analyze',
  'workers/create-indexer',
  'workers/indexing-worker',
]

/** Peers, and what is loaded late or by the command alone. */
const OUTSIDE = ['@sinonjs/fake-timers', 'cli-progress', 'commander', 'fast-check', 'piscina', 'vitest']

/** Packages that a module named `late-packages.ts` requires: each is a file of its own, which most processes never read. */
const latePackages = new Set()
/** The folders of all packages inside. */
const packages = new Set()

await build([
  {
    input: Object.fromEntries(ENTRIES.map((name) => [name, `src/${name}.ts`])),
    platform: 'node',
    external: OUTSIDE,
    plugins: [findLatePackages(), asciiOnly(), findPackages()],
    output: {
      dir: 'dist',
      chunkFileNames: 'chunks/[name].js',
      codeSplitting: {
        groups: [
          // A thread loads what it analyses with, and nothing else.
          {
            name: 'analysis',
            test: /\/src\/workers\/(analyze|batch-codec|indexer-module)\.ts$/,
            priority: 2,
          },
          { name: 'indexsim', test: /\/src\/index\.ts$/, priority: 1 },
        ],
      },
      sourcemap: true,
      // What comments say of a name is in the types.
      comments: { jsdoc: false },
    },
  },
  {
    // In CommonJS, for the reason that it gives.
    input: 'src/workers/thread-entry.cts',
    platform: 'node',
    external: /indexing-worker/,
    output: {
      file: 'dist/workers/thread-entry.cjs',
      format: 'cjs',
      paths: () => './indexing-worker.js',
    },
  },
])
await build({
  input: Object.fromEntries([...latePackages].map((name) => [name, name])),
  platform: 'node',
  plugins: [asciiOnly(), findPackages()],
  output: {
    dir: 'dist/packages',
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: 'chunks/[name].cjs',
    comments: { jsdoc: false },
  },
})
// The licences of the packages go with their code.
writeFileSync(
  'dist/licences.txt',
  [...packages]
    .toSorted((a, b) => (a < b ? -1 : 1))
    .map(licenceIn)
    .join('\n\n'),
)

/**
 * Has `require` in modules of this name take the packages from the bundle.
 * @returns {import('rolldown').Plugin}
 */
function findLatePackages() {
  return {
    name: 'find-late-packages',
    transform: {
      filter: { id: /\/late-packages\.ts$/ },
      handler(code, id) {
        let found = 0
        const changed = code.replaceAll(/\brequire\('([^'#]+)'\)/g, (_, name) => {
          found++
          latePackages.add(name)
          return `require('#packages/${name}')`
        })
        if (found === 0) throw new Error(`${id} requires no package any more.`)
        return { code: changed, map: null }
      },
    },
  }
}

/**
 * One character beyond ASCII makes a module twice as large in memory, and longer to compile. `\u` says the same in texts
 * and patterns.
 * @returns {import('rolldown').Plugin}
 */
function asciiOnly() {
  return {
    name: 'ascii-only',
    generateBundle(_options, bundle) {
      for (const output of Object.values(bundle))
        if (output.type === 'chunk') output.code = output.code.replaceAll(/[^\0-\x7F]/g, escaped)
    },
  }
}

/** @param {string} unit */
function escaped(unit) {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/**
 * Notes the folders of the packages whose code goes into the bundle.
 * @returns {import('rolldown').Plugin}
 */
function findPackages() {
  return {
    name: 'find-packages',
    generateBundle(_options, bundle) {
      for (const output of Object.values(bundle))
        for (const id of output.type === 'chunk' ? output.moduleIds : []) {
          const folder = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0]
          if (folder !== undefined) packages.add(folder)
        }
    },
  }
}

/** @param {string} folder */
function licenceIn(folder) {
  const manifest = readFileSync(path.join(folder, 'package.json'), 'utf8')
  const { name, version, license } = /** @type {Record<string, string>} */ (JSON.parse(manifest))
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry))
  // Not every package brings the text with it.
  const text = file === undefined ? license : readFileSync(path.join(folder, file), 'utf8').trim()
  return `${name} ${version}\n\n${text}\n`
}
