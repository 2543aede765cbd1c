/**
 * By which names a server may be asked for. A web page whose own name was made to point at this machine (DNS rebinding)
 * counts as of the same origin, and only the `Host` header tells.
 */
import { isIP } from 'node:net'

export class KnownHosts {
  readonly #names: ReadonlySet<string>
  /** A client sends the same again and again. */
  #lastKnown: string | undefined

  constructor(names: readonly string[]) {
    this.#names = new Set(names.map((name) => name.toLowerCase()))
  }

  /** A page cannot have an address for its name, nor can anybody else own `localhost`; a client of HTTP/1.0 has no such header. */
  has(header: string | undefined): boolean {
    if (header === undefined || header === this.#lastKnown) return true
    if (!this.#isKnown(header)) return false
    this.#lastKnown = header
    return true
  }

  #isKnown(header: string): boolean {
    const url = `http://${header}`
    if (!URL.canParse(url)) return false
    const { hostname } = new URL(url)
    return (
      hostname === 'localhost' ||
      hostname.endsWith('.localhost') ||
      isIP(hostname.replace(/^\[(.*)\]$/, '$1')) !== 0 ||
      this.#names.has(hostname)
    )
  }
}

/** Whether only this machine reaches the address. */
export function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.')
}
