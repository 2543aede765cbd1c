/**
 * CSV with commas: cells are separated by tabs and records by line feeds. Records of unequal length are common in the
 * wild and accepted; quotation marks that do not match are not.
 */
import type { CsvError } from 'csv-parse/sync'

import { TEXT_TOO_LARGE, failed } from './extraction.ts'
import type { Extraction } from './extraction.ts'
import { csv } from './late-packages.ts'
import { TextCollector, extractionOf } from './text-collector.ts'
import { decodeUtf8 } from './utf8.ts'

export function readCsv(bytes: Uint8Array): Extraction {
  const text = new TextCollector()
  const { CsvError, parse } = csv()
  try {
    parse(decodeUtf8(bytes), {
      relax_column_count: true,
      skip_empty_lines: true,
      // Records are taken here and not kept by the parser.
      on_record: (record: readonly string[]) => {
        text.add(`${record.join('\t')}\n`)
        if (text.isFull) throw new TooMuchText()
        return null
      },
    })
  } catch (error) {
    if (text.isFull) return TEXT_TOO_LARGE
    if (!(error instanceof CsvError)) throw error
    return failed('INVALID_CSV', `not well-formed CSV at line ${lineOf(error)}`)
  }
  return extractionOf(text.toString().slice(0, -1), undefined)
}

/** Where the parser was. It tells so in a property that its types leave open. */
function lineOf(error: CsvError): number {
  const line: unknown = error['lines']
  return typeof line === 'number' ? line : 1
}

/** Ends the parsing from inside. */
class TooMuchText extends Error {}
