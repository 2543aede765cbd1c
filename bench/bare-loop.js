/**
 * The least that a simulator of a document's life cycle could be: an id map, a heap and typed columns in one loop. No
 * facade, no validation, no promises, no trace, no revisions. What indexsim is measured against.
 */

const PROCESSING = 1
const INDEXED = 2
const WORDS = ['NOT_FOUND', 'PROCESSING', 'INDEXED']

export class BareLoop {
  #rows = new Map()
  #state = new Uint8Array(1024)
  #revision = new Uint32Array(1024)
  #acceptedAt = new Float64Array(1024)
  #indexedAt = new Float64Array(1024)
  #digestHigh = new Uint32Array(1024)
  #digestLow = new Uint32Array(1024)
  #heapAt = new Float64Array(1024)
  #heapRow = new Uint32Array(1024)
  #size = 0
  #now = 0
  #random = 1

  /** @param {string} id @param {Uint8Array} bytes */
  put(id, bytes) {
    let row = this.#rows.get(id)
    if (row === undefined) {
      row = this.#rows.size
      this.#rows.set(id, row)
      if (row === this.#state.length) this.#grow()
    }
    this.#state[row] = PROCESSING
    this.#revision[row] = /** @type {number} */ (this.#revision[row]) + 1
    this.#acceptedAt[row] = this.#now
    // An FNV-1a of the bytes stands for the analysis.
    let hash = 0x811c9dc5
    for (let i = 0; i < bytes.length; i++)
      hash = Math.imul(hash ^ /** @type {number} */ (bytes[i]), 0x01000193)
    this.#digestHigh[row] = hash
    this.#digestLow[row] = bytes.length
    this.#random = (Math.imul(this.#random, 1664525) + 1013904223) >>> 0
    this.#push(this.#now + 500 + (this.#random % 4501), row)
  }

  settle() {
    while (this.#size > 0) {
      const row = this.#pop()
      this.#state[row] = INDEXED
      this.#indexedAt[row] = this.#now
    }
  }

  /** Gives back the heap's memory, as a queue that is empty should. */
  forgetQueue() {
    this.#heapAt = new Float64Array(1024)
    this.#heapRow = new Uint32Array(1024)
  }

  /** @param {string} id */
  status(id) {
    const row = this.#rows.get(id)
    return {
      DocumentId: id,
      DocumentStatus: WORDS[row === undefined ? 0 : /** @type {number} */ (this.#state[row])],
    }
  }

  /** @param {number} at @param {number} row */
  #push(at, row) {
    if (this.#size === this.#heapAt.length) {
      this.#heapAt = larger(this.#heapAt)
      this.#heapRow = larger(this.#heapRow)
    }
    let hole = this.#size++
    while (hole > 0) {
      const parent = (hole - 1) >> 1
      if (/** @type {number} */ (this.#heapAt[parent]) <= at) break
      this.#heapAt[hole] = /** @type {number} */ (this.#heapAt[parent])
      this.#heapRow[hole] = /** @type {number} */ (this.#heapRow[parent])
      hole = parent
    }
    this.#heapAt[hole] = at
    this.#heapRow[hole] = row
  }

  #pop() {
    const top = /** @type {number} */ (this.#heapRow[0])
    this.#now = /** @type {number} */ (this.#heapAt[0])
    const at = /** @type {number} */ (this.#heapAt[--this.#size])
    const row = /** @type {number} */ (this.#heapRow[this.#size])
    let hole = 0
    for (;;) {
      let child = hole * 2 + 1
      if (child >= this.#size) break
      const right = child + 1
      if (
        right < this.#size &&
        /** @type {number} */ (this.#heapAt[right]) < /** @type {number} */ (this.#heapAt[child])
      )
        child = right
      if (/** @type {number} */ (this.#heapAt[child]) >= at) break
      this.#heapAt[hole] = /** @type {number} */ (this.#heapAt[child])
      this.#heapRow[hole] = /** @type {number} */ (this.#heapRow[child])
      hole = child
    }
    this.#heapAt[hole] = at
    this.#heapRow[hole] = row
    return top
  }

  #grow() {
    this.#state = larger(this.#state)
    this.#revision = larger(this.#revision)
    this.#acceptedAt = larger(this.#acceptedAt)
    this.#indexedAt = larger(this.#indexedAt)
    this.#digestHigh = larger(this.#digestHigh)
    this.#digestLow = larger(this.#digestLow)
  }
}

/**
 * @template {Uint8Array | Uint32Array | Float64Array} C
 * @param {C} column
 * @returns {C}
 */
function larger(column) {
  const grown = new /** @type {new (length: number) => C} */ (column.constructor)(column.length * 2)
  grown.set(/** @type {any} */ (column))
  return grown
}
