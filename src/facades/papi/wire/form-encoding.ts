/** The form encoding of texts in paths, parameters and lines: UTF-8, a space as `+`. */

/** As URLSearchParams writes it; the text is well-formed Unicode. */
export function encodeForm(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice('='.length)
}

/**
 * The text, or undefined where it is no form-encoded UTF-8; `+` and `%20` are both a space. URLSearchParams is no help
 * here: it takes what is not UTF-8 for U+FFFD, and `&` for an end.
 */
export function decodeForm(encoded: string): string | undefined {
  try {
    return decodeURIComponent(encoded.replaceAll('+', ' '))
  } catch {
    return undefined
  }
}
