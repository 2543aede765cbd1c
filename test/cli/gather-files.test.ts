/** Which files of a folder are taken, in which order, and what is said of the others. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { gatherFiles } from '../../src/cli/demo/gather-files.ts'

describe('gathering files', () => {
  let folder = ''

  beforeEach(() => {
    folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'indexsim-files-')))
  })

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true })
  })

  function write(...names: readonly string[]): void {
    for (const name of names) {
      mkdirSync(path.join(folder, path.dirname(name)), { recursive: true })
      writeFileSync(path.join(folder, name), name)
    }
  }

  it('orders whole paths by their code units, whatever the locale', async () => {
    const names = [
      'a.txt',
      'a/b.txt',
      'a-b.txt',
      'a0.txt',
      'B.txt',
      'ä.txt',
      'z.txt',
      'a/B/c.txt',
      '\u{1f600}.txt',
      '\uffee.txt',
    ]
    write(...names)
    const { files } = await gatherFiles(folder, { kinds: 'documents' })
    expect(files.map(({ id }) => id)).toEqual(names.toSorted())
  })

  it('takes only documents, or text of any name as well', async () => {
    write('a.md', 'b.HTML', 'c.ts', 'Makefile', 'd.pdf')
    writeFileSync(path.join(folder, 'e.dat'), Uint8Array.of(1, 0))
    const documents = await gatherFiles(folder, { kinds: 'documents' })
    expect(documents.files.map(({ id, kind }) => [id, kind.contentType])).toEqual([
      ['a.md', 'MD'],
      ['b.HTML', 'HTML'],
      ['d.pdf', 'PDF'],
    ])
    expect(documents.leftOut.otherKind).toBe(3)
    const all = await gatherFiles(folder, { kinds: 'all' })
    expect(all.files.map(({ id, kind }) => [id, kind.contentType])).toEqual([
      ['Makefile', 'PLAIN_TEXT'],
      ['a.md', 'MD'],
      ['b.HTML', 'HTML'],
      ['c.ts', 'PLAIN_TEXT'],
      ['d.pdf', 'PDF'],
    ])
    expect(all.leftOut.otherKind).toBe(1)
  })

  it('gives equal contents equal stamps', async () => {
    for (const name of ['a.txt', 'b.md']) writeFileSync(path.join(folder, name), 'same')
    writeFileSync(path.join(folder, 'c.txt'), 'other')
    const stamps = (await gatherFiles(folder, { kinds: 'documents' })).files.map(({ stamp }) => stamp)
    expect(stamps[0]).toBe(stamps[1])
    expect(stamps[0]).not.toBe(stamps[2])
  })

  it('stops at the limits and says so', async () => {
    write('a.txt', 'b.txt', 'c.txt')
    const few = await gatherFiles(folder, { kinds: 'documents', maxFiles: 2 })
    expect({ files: few.files.length, isCut: few.isCut }).toEqual({ files: 2, isCut: true })
    const exact = await gatherFiles(folder, { kinds: 'documents', maxFiles: 3 })
    expect({ files: exact.files.length, isCut: exact.isCut }).toEqual({ files: 3, isCut: false })
    const small = await gatherFiles(folder, { kinds: 'documents', maxBytes: 12 })
    expect({ files: small.files.length, over: small.leftOut.overLimit }).toEqual({ files: 2, over: 1 })
  })
})
