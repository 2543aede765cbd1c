/**
 * JSON: the strings and numbers among its values, one a line, in the order of the document; keys are structure and left out.
 * The title is a string called "title" at the top. The walk keeps its own stack: nesting must not depend on a thread's.
 */
import { failed } from './extraction.ts'
import type { Extraction } from './extraction.ts'
import { TextCollector, extractionOf } from './text-collector.ts'
import { decodeUtf8 } from './utf8.ts'

export function readJson(bytes: Uint8Array): Extraction {
  let root: unknown
  try {
    root = JSON.parse(decodeUtf8(bytes))
  } catch {
    // The engine's message and the place it names differ between versions of Node.
    return failed('INVALID_JSON', 'not well-formed JSON')
  }
  return extractionOf(textOf(root), titleOf(root))
}

function titleOf(root: unknown): string | undefined {
  if (typeof root !== 'object' || root === null || !Object.hasOwn(root, 'title')) return undefined
  const { title } = root as { readonly title: unknown }
  return typeof title === 'string' ? title : undefined
}

function textOf(root: unknown): string {
  const text = new TextCollector()
  const open: { readonly values: readonly unknown[]; next: number }[] = [{ values: [root], next: 0 }]
  for (let level = open.at(-1); level !== undefined && !text.isFull; level = open.at(-1)) {
    if (level.next === level.values.length) {
      open.pop()
      continue
    }
    const value = level.values[level.next++]
    if (typeof value === 'object' && value !== null) {
      open.push({ values: Array.isArray(value) ? value : Object.values(value), next: 0 })
    } else if (typeof value === 'string' || typeof value === 'number') {
      text.add(`${value}\n`)
    }
  }
  return text.toString().slice(0, -1)
}
