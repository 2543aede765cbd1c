/**
 * The bare loop with what a promise cannot be kept without: requests of ten as a client makes them, the SHA-256 of each
 * content, two lines of the trace for each document, and the chain of SHA-256 over them. Still no facade, no check of the
 * input, no calls under way, no revisions, no faults.
 */
import { hash } from 'node:crypto'
import { BareLoop } from './bare-loop.js'

const BLOCK_BYTES = 1 << 17
const CORPUS = 'kendra:00000000-0000-4000-8000-000000000000'
/** Lines as the simulator's, around the id. */
const ACCEPTED = Buffer.from(`{"at":0,"corpus":"${CORPUS}","document":"`)
const SINCE_ACCEPTED = Buffer.from(
  '","kind":"accepted","operation":"put","revision":1,"sequence":1,"serial":1}\n',
)
const INDEXED = Buffer.from(`{"at":2602,"corpus":"${CORPUS}","digest":"559aead08264d579","document":"`)
const SINCE_INDEXED = Buffer.from('","kind":"indexed","revision":1,"sequence":3,"textBytes":1}\n')
const MOST_ID_BYTES = 64

export class TracedLoop {
  #loop = new BareLoop()
  #block = Buffer.allocUnsafe(BLOCK_BYTES)
  #used = 0
  #chain = ''

  /** @param {readonly { Id: string, Blob: Uint8Array }[]} documents */
  put(documents) {
    for (const { Id, Blob } of documents) {
      hash('sha256', Blob, 'binary')
      this.#write(ACCEPTED, Id, SINCE_ACCEPTED)
      this.#write(INDEXED, Id, SINCE_INDEXED)
      this.#loop.put(Id, Blob)
    }
  }

  settle() {
    this.#loop.settle()
    this.#chain = hash('sha256', this.#block.subarray(0, this.#used))
  }

  /** @param {readonly { DocumentId: string }[]} documents */
  statuses(documents) {
    return documents.map(({ DocumentId }) => this.#loop.status(DocumentId))
  }

  get digest() {
    return this.#chain
  }

  /** @param {Buffer} before @param {string} id @param {Buffer} after */
  #write(before, id, after) {
    if (this.#used + before.length + MOST_ID_BYTES + after.length > BLOCK_BYTES) {
      this.#chain = hash('sha256', this.#block.subarray(0, this.#used))
      this.#used = this.#block.write(this.#chain, 0, 'latin1')
    }
    this.#block.set(before, this.#used)
    this.#used += before.length
    this.#used += this.#block.write(id, this.#used, 'latin1')
    this.#block.set(after, this.#used)
    this.#used += after.length
  }
}
