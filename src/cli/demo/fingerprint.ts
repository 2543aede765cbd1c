/** Digests of contents, as lower-case hexadecimal digits. */
import { hash } from 'node:crypto'
import type { SourceFile } from './gather-files.ts'

export function sha256(data: Uint8Array | string): string {
  return hash('sha256', data)
}

/** One digest for the names and contents of all files: what two runs must share to be comparable. */
export function digestOf(files: readonly SourceFile[]): string {
  return sha256(files.map(({ id, bytes }) => `${sha256(bytes)} ${id}\n`).join(''))
}
