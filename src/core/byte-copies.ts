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
/** As much as the documents that may wait for threads take: a process may keep so much memory. */
const MOST_SPARE_BYTES = 1 << 24

interface Slab {
  readonly memory: ArrayBuffer
  used: number
}

/** Memory that is lent. */
interface LentSlab extends Slab {
  readonly size: SlabSize
  /** Copies that somebody holds, and one more while there is room for others. */
  holders: number
}

/** Copies of about one size lie together: one that is held for long keeps no more than sixteen times its own. */
interface SlabSize {
  readonly most: number
  readonly slab: number
  open: LentSlab | undefined
  readonly spares: ArrayBuffer[]
}

let small: Slab = { memory: new ArrayBuffer(SMALL.slab), used: 0 }

const sizes: readonly SlabSize[] = [14, 16, 18].map((bits) => ({
  most: 1 << bits,
  slab: 4 << bits,
  open: undefined,
  spares: [],
}))
const lentSlabs = new WeakMap<ArrayBufferLike, LentSlab>()
let spareBytes = 0

export function copyBytes(bytes: Uint8Array): Uint8Array {
  const { length } = bytes
  // Not `slice`, which makes no copy of a Buffer.
  return length > SMALL.most ? new Uint8Array(bytes) : copyInto(smallSlabFor(length), bytes)
}

/** A copy to be released. */
export function borrowCopy(bytes: Uint8Array): Uint8Array {
  const { length } = bytes
  const size = length > SMALL.most ? sizes.find(({ most }) => length <= most) : undefined
  if (size === undefined) return copyBytes(bytes)
  const slab = lentSlabFor(length, size)
  slab.holders++
  return copyInto(slab, bytes)
}

/** Somebody else holds the copy too. */
export function holdBytes(copy: Uint8Array): void {
  const slab = lentSlabs.get(copy.buffer)
  if (slab !== undefined) slab.holders++
}

/** One of those who hold the copy reads it no more. Of what was not borrowed nothing is known. */
export function releaseBytes(copy: Uint8Array): void {
  const slab = lentSlabs.get(copy.buffer)
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

function lentSlabFor(length: number, size: SlabSize): LentSlab {
  const { open } = size
  if (open !== undefined && open.used + length <= size.slab) return open
  if (open !== undefined) letGo(open)
  const slab = { memory: memoryOf(size), used: 0, size, holders: 1 }
  lentSlabs.set(slab.memory, slab)
  size.open = slab
  return slab
}

function memoryOf({ slab, spares }: SlabSize): ArrayBuffer {
  const spare = spares.pop()
  if (spare === undefined) return new ArrayBuffer(slab)
  spareBytes -= slab
  return spare
}

function letGo(lent: LentSlab): void {
  if (--lent.holders > 0) return
  const { memory, size } = lent
  lentSlabs.delete(memory)
  if (spareBytes + size.slab > MOST_SPARE_BYTES) return
  size.spares.push(memory)
  spareBytes += size.slab
}
