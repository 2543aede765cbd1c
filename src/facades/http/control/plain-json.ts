/** Whatever the simulator holds as JSON: bytes as base64, dates as ISO texts, errors as their name and message. */

export function toPlainJson(value: unknown): string {
  return JSON.stringify(value, function (this: Record<string, unknown>, key: string, shown: unknown) {
    // Buffers and dates have a JSON of their own, which comes first.
    const held = this[key]
    if (held instanceof Uint8Array)
      return Buffer.from(held.buffer, held.byteOffset, held.byteLength).toString('base64')
    if (held instanceof Error) return errorOf(held)
    return typeof held === 'bigint' ? String(held) : shown
  })
}

function errorOf(error: Error): object {
  const { name, message } = error
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {}
  return { name, message, ...code }
}
