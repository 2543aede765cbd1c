/** The text forms of enumerations and of checkpoints. */
import type { CheckpointInfo, SyncedEntry } from '../push-api.ts'
import { encodeForm } from './form-encoding.ts'
import { documentLine, escapeLine, parseLines, parseNamedLines } from './lines.ts'

/** `D <uri> <stamp>` for a document, and the marker and the path for a folder. */
export function formatEntryLines(entries: readonly SyncedEntry[], folderMarker: string): string {
  return entries
    .map(({ kind, uri, stamp }) =>
      kind === 'document' ? documentLine(uri, stamp) : `${folderMarker} ${encodeForm(uri)}\n`,
    )
    .join('')
}

/** The entries that these lines give. Every mark but D is taken for that of folders, for nobody knows it. */
export function parseEntryLines(text: string): SyncedEntry[] {
  const expected = '"D ", a URI, a space and a stamp, or another letter, a space and a path'
  return parseLines(text, 'enumeration', expected).map(({ mark, name: uri, rest }) =>
    mark === 'D'
      ? { kind: 'document', uri, stamp: rest === '' ? undefined : rest }
      : { kind: 'folder', uri, stamp: undefined },
  )
}

/** `<name> <value>` for each checkpoint; the name may be empty. */
export function formatCheckpointLines(checkpoints: readonly CheckpointInfo[]): string {
  return checkpoints.map(({ name, value }) => `${encodeForm(name)} ${escapeLine(value)}\n`).join('')
}

/** The checkpoints that these lines give; a value is returned as it is written, escapes too. */
export function parseCheckpointLines(text: string): CheckpointInfo[] {
  return parseNamedLines(text, 'checkpoints').map(({ name, rest = '' }) => ({ name, value: rest }))
}
