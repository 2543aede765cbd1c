/**
 * Copies of callers' bytes. Small ones share an allocation: one for each would cost more than the copying, for the garbage
 * collector has to look after every one.
 *
 * Larger ones can be borrowed: their memory is used again when nobody holds any of what lies in it, since each 20 MB or so of
 * new memory makes V8 look through the whole heap. Whoever borrows a copy holds it. One that is never released is left to
 * the garbage collector, with all that lies beside it; to release what is still read is the one mistake that must not happen.
 */

/** Gives a copy that shares nothing with the bytes. */
export type CopyBytes = (bytes: Uint8Array) => Uint8Array

/** What is larger than `most` has an allocation of its own, so that little is wasted at the end of a slab. */
const SMALL = { most: 1 << 12, slab: 1 << 16 }
const LARGE = { most: 1 << 18, slab: 1 << 20 }
/** As many as the documents that may wait for threads take: so much memory a process may keep. */
const MOST_SPARES = 16

interface Slab {
  readonly memory: ArrayBuffer
  used: number
}

interface LargeSlab extends Slab {
  /** Copies that somebody holds, and one more while there is room for others. */
  holders: number
}

let small: Slab = { memory: new ArrayBuffer(SMALL.slab), used: 0 }
let large: LargeSlab | undefined

const largeSlabs = new WeakMap<ArrayBufferLike, LargeSlab>()
const spares: ArrayBuffer[] = []

export function copyBytes(bytes: Uint8Array): Uint8Array {
  const { length } = bytes
  // Not `slice`, which makes no copy of a Buffer.
  return length > SMALL.most ? new Uint8Array(bytes) : copyInto(smallSlabFor(length), bytes)
}

/** A copy to be released. */
export function borrowCopy(bytes: Uint8Array): Uint8Array {
  const { length } = bytes
  if (length <= SMALL.most || length > LARGE.most) return copyBytes(bytes)
  const slab = largeSlabFor(length)
  slab.holders++
  return copyInto(slab, bytes)
}

/** Somebody else holds the copy too. */
export function holdBytes(copy: Uint8Array): void {
  const slab = largeSlabs.get(copy.buffer)
  if (slab !== undefined) slab.holders++
}

/** One of those who hold the copy reads it no more. Of what was not borrowed nothing is known. */
export function releaseBytes(copy: Uint8Array): void {
  const slab = largeSlabs.get(copy.buffer)
  if (slab !== undefined) letGo(slab)
}

function copyInto(slab: Slab, bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(slab.memory, slab.used, bytes.length)
  copy.set(bytes)
  slab.used += bytes.length
  return copy
}

function smallSlabFor(length: number): Slab {
  if (small.used + length > SMALL.slab) small = { memory: new ArrayBuffer(SMALL.slab), used: 0 }
  return small
}

function largeSlabFor(length: number): LargeSlab {
  if (large !== undefined && large.used + length <= LARGE.slab) return large
  if (large !== undefined) letGo(large)
  large = { memory: spares.pop() ?? new ArrayBuffer(LARGE.slab), used: 0, holders: 1 }
  largeSlabs.set(large.memory, large)
  return large
}

function letGo(slab: LargeSlab): void {
  if (--slab.holders > 0) return
  largeSlabs.delete(slab.memory)
  if (spares.length < MOST_SPARES) spares.push(slab.memory)
}
