/**
 * Copies of callers' bytes. Small ones share an allocation: one for each would cost more than the copying, for the
 * garbage collector has to look after every one.
 */

const SLAB_BYTES = 1 << 16
/** What is larger has an allocation of its own, so that little is wasted at the end of a slab. */
const MOST_SHARED_BYTES = 1 << 12

let slab = new ArrayBuffer(SLAB_BYTES)
let used = 0

export function copyBytes(bytes: Uint8Array): Uint8Array {
  const { length } = bytes
  // Not `slice`, which makes no copy of a Buffer.
  if (length > MOST_SHARED_BYTES) return new Uint8Array(bytes)
  if (used + length > SLAB_BYTES) {
    slab = new ArrayBuffer(SLAB_BYTES)
    used = 0
  }
  const copy = new Uint8Array(slab, used, length)
  copy.set(bytes)
  used += length
  return copy
}
