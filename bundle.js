/**
 * What is shipped: our modules and the packages that every start needs, in few files. Node takes longer to find, read and
 * link a module than to compile it, and apart they are four hundred. The compiler writes the types, one file for each module.
 */
import { readdirSync, readFileSync } from 'node:fs'
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

await build([
  {
    input: Object.fromEntries(ENTRIES.map((name) => [name, `src/${name}.ts`])),
    platform: 'node',
    external: OUTSIDE,
    plugins: [latePackages(), asciiOnly(), licences()],
    output: {
      dir: 'dist',
      chunkFileNames: 'chunks/[name].js',
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

/**
 * Lets `require` in modules of this name stand for packages in the bundle, which are then run when it is called.
 * @returns {import('rolldown').Plugin}
 */
function latePackages() {
  const line = 'const require = createRequire(import.meta.url)'
  return {
    name: 'late-packages',
    transform: {
      filter: { id: /\/late-packages\.ts$/ },
      handler(code) {
        if (!code.includes(line)) throw new Error(`There is no ${line} any more.`)
        return { code: code.replace(line, ''), map: null }
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
 * The licences of the packages inside, which go with their code.
 * @returns {import('rolldown').Plugin}
 */
function licences() {
  return {
    name: 'licences',
    generateBundle(_options, bundle) {
      const folders = Object.values(bundle)
        .flatMap((output) => (output.type === 'chunk' ? output.moduleIds : []))
        .map((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0])
      const texts = [...new Set(folders.filter((folder) => folder !== undefined))].toSorted().map(licenceIn)
      this.emitFile({ type: 'asset', fileName: 'licences.txt', source: texts.join('\n\n') })
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
