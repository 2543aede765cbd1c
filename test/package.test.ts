/**
 * The package as users get it: packed, laid out with its declared dependencies only, imported by name from a
 * program outside this tree, with a worker thread found through the package's `imports`.
 */
import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

interface Manifest {
  readonly version: string
  readonly bin: Record<string, string>
  readonly dependencies: Record<string, string>
}

const root = path.resolve(import.meta.dirname, '..')
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as Manifest

const program = `
import { Simulator } from 'indexsim'
const sim = new Simulator({ seed: 7, workers: { threads: 1 } })
const indexId = sim.kendra.addIndex()
const bytes = new TextEncoder().encode('a document for a worker thread')
await sim.kendra.batchPutDocument({ IndexId: indexId, Documents: [{ Id: 'doc-1', Blob: bytes }] })
await sim.settle()
const answer = await sim.kendra.batchGetDocumentStatus({ IndexId: indexId, DocumentInfoList: [{ DocumentId: 'doc-1' }] })
await sim.close()
console.log(answer.DocumentStatusList[0].DocumentStatus)
`

describe('the package', () => {
  let folder = ''
  let installed = ''
  let packed: readonly string[] = []

  beforeAll(() => {
    if (!existsSync(path.join(root, 'dist/index.js')))
      throw new Error('There is no dist/index.js: run npm run build first.')
    folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'indexsim-package-')))
    const output = npm('pack', '--json', '--ignore-scripts', '--pack-destination', folder)
    const [tarball] = JSON.parse(output) as [{ filename: string; files: { path: string }[] }]
    packed = tarball.files.map((file) => file.path)
    installed = path.join(folder, 'node_modules/indexsim')
    mkdirSync(installed, { recursive: true })
    execFileSync('tar', [
      '-xzf',
      path.join(folder, tarball.filename),
      '-C',
      installed,
      '--strip-components=1',
    ])
    for (const name of Object.keys(manifest.dependencies)) link(name)
    writeFileSync(path.join(folder, 'program.mjs'), program)
  })

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true })
  })

  it('holds the compiled files and what describes them, no sources and no tests', () => {
    expect(packed.filter((file) => !/^dist\/.*\.(c?js|c?js\.map|d\.c?ts)$/.test(file)).toSorted()).toEqual(
      [
        'CHANGELOG.md',
        'LICENSE',
        'README.md',
        'dist/licences.txt',
        ...readdirSync(path.join(root, 'docs')).map((page) => `docs/${page}`),
        'package.json',
        'schemas/control.openapi.json',
        'schemas/fault-plan.schema.json',
      ]
        .filter((file) => existsSync(path.join(root, file)))
        .toSorted(),
    )
  })

  it('has no script that npm would ask leave for when it is installed', () => {
    const { scripts } = JSON.parse(readFileSync(path.join(installed, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>
    }
    const atInstall = ['preinstall', 'install', 'postinstall', 'preprepare', 'prepare', 'postprepare']
    expect(atInstall.filter((name) => name in scripts)).toEqual([])
    // Built when it is packed, or an old build or none would be in it.
    expect(scripts['prepack']).toBe('npm run build')
  })

  it('runs a worker thread when it is imported by name', () => {
    expect(node('program.mjs').trim()).toBe('INDEXED')
  })

  it('has its first document indexed without the modules of Node that few processes need', () => {
    writeFileSync(
      path.join(folder, 'first.mjs'),
      `${program.replace('{ seed: 7, workers: { threads: 1 } }', '')}
       console.log(process.moduleLoadList.join())`,
    )
    const loaded = node('first.mjs').split(',')
    expect(loaded).toContain('NativeModule crypto')
    const late = ['fs/promises', 'perf_hooks', 'worker_threads', 'http', 'zlib']
    expect(late.filter((name) => loaded.includes(`NativeModule ${name}`))).toEqual([])
  })

  it('is two files beside its face, of which a thread loads the smaller', () => {
    expect(importsOf('dist/index.js').toSorted()).toEqual(['./chunks/analysis.js', './chunks/indexsim.js'])
    expect(importsOf('dist/chunks/indexsim.js')).toEqual(['./analysis.js'])
    expect(importsOf('dist/chunks/analysis.js')).toEqual([])
    expect(importsOf('dist/workers/indexing-worker.js')).toEqual(['../chunks/analysis.js'])
  })

  it('is an ES module that a CommonJS program can import too', () => {
    expect(node('-e', "import('indexsim').then((face) => console.log(typeof face.Simulator))").trim()).toBe(
      'function',
    )
  })

  it('has a command that says its version', () => {
    const command = path.join(installed, manifest.bin['indexsim'] ?? '')
    expect(readFileSync(command, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/)
    expect(node(command, '--version').trim()).toBe(manifest.version)
  })

  it('tells what exploration has found as it is where fast-check is not installed, and how to install it', () => {
    const explored = node(
      '--input-type=module',
      '-e',
      `import { explore } from 'indexsim'
       const isThere = await import('fast-check').then(() => true, () => false)
       const fail = async (sim) => { await sim.clock.sleep('1s'); throw new Error('found') }
       const error = await explore(fail, { faults: 'swarm' }).catch((thrown) => thrown)
       console.log(JSON.stringify({ isThere, name: error.name, message: error.message }))`,
    )
    const { isThere, name, message } = JSON.parse(explored) as Record<string, unknown>
    expect({ isThere, name }).toEqual({ isThere: false, name: 'ExplorationError' })
    expect(message).toContain(
      'Seed 1 fails (run 1 of 100; not made smaller: that needs fast-check; npm install --save-dev fast-check).',
    )
    expect(message).toContain('The scenario failed with Error: found')
  })

  /** A declared dependency is reached from the package; its own dependencies from where it really lies. */
  function link(name: string): void {
    const place = path.join(folder, 'node_modules', name)
    mkdirSync(path.dirname(place), { recursive: true })
    symlinkSync(path.join(root, 'node_modules', name), place, 'dir')
  }

  /** The other files of the package that have to be loaded before this one. */
  function importsOf(file: string): string[] {
    const code = readFileSync(path.join(installed, file), 'utf8')
    return Array.from(code.matchAll(/^import .*from "(\.[^"]+)";$/gm), ([, from]) => from as string)
  }

  function node(...args: readonly string[]): string {
    return execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8', timeout: 30_000 })
  }
})

function npm(...args: readonly string[]): string {
  return execFileSync('npm', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}
