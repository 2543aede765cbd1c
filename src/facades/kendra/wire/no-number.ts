/** What JavaScript's clients write for an invalid Date or a number that is none: a word where JSON has a number. */
import { describePath } from '../validation.ts'

const WORD = /"[^"\\]*(?:\\.[^"\\]*)*"|NaN|-?Infinity/gs

/** Where such a word makes the text no JSON, as the end of a sentence that says so; empty where something else does. */
export function whereNoNumber(text: string): string {
  let word = ''
  // In its place a number of JSON's that is read as Infinity.
  const mended = text.replace(WORD, (token) => {
    if (token.startsWith('"')) return token
    word ||= token
    return '1e999'
  })
  try {
    const path = pathToInfinity(JSON.parse(mended))
    return path === undefined
      ? ''
      : `: it has ${word} at '${describePath(path)}', as clients write a Date or a number that is none`
  } catch {
    return ''
  }
}

function pathToInfinity(value: unknown): PropertyKey[] | undefined {
  if (value === Infinity) return []
  if (typeof value !== 'object' || value === null) return undefined
  for (const [key, inner] of Object.entries(value)) {
    const path = pathToInfinity(inner)
    if (path !== undefined) return [Array.isArray(value) ? Number(key) : key, ...path]
  }
  return undefined
}
