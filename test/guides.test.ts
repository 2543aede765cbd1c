/**
 * The programs of the README and the guides do what these say: each one is run as it stands, in a folder of this package, where
 * `indexsim` is the package itself, and its output is compared with the text block after it.
 */
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify, stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

interface Block {
  readonly language: string
  readonly code: string
  readonly heading: string
}

const root = path.resolve(import.meta.dirname, '..')
const readme = readFileSync(path.join(root, 'README.md'), 'utf8')
const guides = readdirSync(path.join(root, 'docs')).map((name) => `docs/${name}`)
let folder = ''

beforeAll(() => {
  if (!existsSync(path.join(root, 'dist/index.js')))
    throw new Error('There is no dist/index.js: run npm run build first.')
  // Hidden, so that a demo that runs meanwhile over this tree does not meet it.
  folder = mkdtempSync(path.join(import.meta.dirname, '.guides-'))
})

afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

describe.each(['README.md', ...guides])('%s', (page) => {
  const text = readFileSync(path.join(root, page), 'utf8')
  const blocks = readBlocks(text)
  const follow = (language: string): (Block & { readonly output: Block | undefined })[] =>
    blocks.flatMap((block, index) =>
      block.language === language ? [{ ...block, output: blocks[index + 1] }] : [],
    )
  const programs = follow('js')
  // Tests, which are run by Vitest.
  const tests = follow('ts')

  it('has programs, what they print, and commands: nothing that would escape this test', () => {
    expect(blocks.map(({ language }) => language).filter((name) => !LANGUAGES.has(name))).toEqual([])
    expect(text.match(/^```/gm) ?? []).toHaveLength(2 * blocks.length)
  })

  it('leads to files that are there', () => {
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link]) => link ?? '')
    const folderOfPage = path.dirname(path.join(root, page))
    expect(links.filter((link) => !existsSync(path.join(folderOfPage, link)))).toEqual([])
  })

  it.each(programs.map(({ heading, code, output }) => ({ heading, code, output })))(
    'shows what the program under "$heading" prints',
    async ({ code, output }) => {
      expect(output?.language).toBe('text')
      const file = path.join(
        folder,
        `${path.basename(page)}-${programs.findIndex((program) => program.code === code)}.mjs`,
      )
      writeFileSync(file, code)
      const { stdout, stderr } = await promisify(execFile)(process.execPath, [file], {
        cwd: root,
        // The SDK warns of Node versions that it will leave behind one day.
        env: { ...process.env, NO_COLOR: '1', AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
        timeout: 60_000,
      })
      expect(stderr).toBe('')
      expect(stdout.trimEnd()).toBe(output?.code.trimEnd())
    },
  )

  it.each(tests.map(({ heading, code, output }) => ({ heading, code, output })))(
    'shows what Vitest prints of the test under "$heading"',
    async ({ code, output }) => {
      expect(output?.language).toBe('text')
      const printed = await runByVitest(path.join(folder, `vitest-${path.basename(page)}`), code)
      for (const paragraph of output?.code.trim().split(/\n\n+/) ?? []) expect(printed).toContain(paragraph)
    },
  )
})

describe('the README', () => {
  it('begins with a program of at most 15 lines', () => {
    const [first] = readBlocks(readme)
    expect(first?.code.trimEnd().split('\n').length).toBeLessThanOrEqual(15)
  })

  it('leads to every guide', () => {
    expect(guides.filter((guide) => !readme.includes(`](${guide})`))).toEqual([])
  })

  it('names the scripts that the package has', () => {
    const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>
    }
    const named = [...readme.matchAll(/npm (?:run )?(test|demo|bench)\b/g)].map(([, script]) => script ?? '')
    expect(named.filter((script) => scripts[script] === undefined)).toEqual([])
    expect(new Set(named)).toEqual(new Set(['demo', 'test', 'bench']))
  })
})

const LANGUAGES = new Set(['js', 'ts', 'text', 'sh'])

/** What Vitest prints of one file of tests. */
function runByVitest(folder: string, code: string): Promise<string> {
  mkdirSync(folder, { recursive: true })
  writeFileSync(path.join(folder, 'readme.test.ts'), code)
  writeFileSync(path.join(folder, 'vitest.config.mjs'), 'export default {}\n')
  // The runner around has said things that are not for the runner inside.
  const env = Object.entries(process.env).filter(([name]) => !/^(VITEST|TEST$)/.test(name))
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [path.join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--root', folder],
      { env: { ...Object.fromEntries(env), NO_COLOR: '1' }, timeout: 120_000 },
      (_error, stdout, stderr) => resolve(stripVTControlCharacters(stdout + stderr)),
    )
  })
}

function readBlocks(markdown: string): Block[] {
  return [...markdown.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(
    ({ 1: language = '', 2: code = '', index }) => ({
      language,
      code,
      heading:
        markdown
          .slice(0, index)
          .match(/^#+ .*$/gm)
          ?.at(-1)
          ?.replace(/^#+ /, '') ?? '',
    }),
  )
}
