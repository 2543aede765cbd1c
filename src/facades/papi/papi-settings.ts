/** What users can choose about the Push API, read and checked. */
import type { RootPathRule } from './root-path.ts'

export interface PapiSettings {
  readonly syncAfterMs: number | undefined
  readonly indexAfterMs: number | undefined
  readonly rootPath: RootPathRule
  /** Which HTTP methods and lists the server takes: those of the vendor's own client too, or those of the guide alone. */
  readonly profile: 'vendor-client' | 'strict'
  /** Who is let in over HTTP; everybody where this is left out. */
  readonly credentials: PapiCredentials | undefined
  readonly sessionMismatchStatus: number
  /** The letter at the beginning of a folder's line. */
  readonly folderMarker: string
}

export interface PapiCredentials {
  readonly login: string
  readonly password: string
}
