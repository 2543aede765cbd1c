/** The errors that Push API methods throw, named as the vendor's guide names them. */
import { ServiceError } from '../../core/call.ts'

export interface PushAPIExceptionOptions {
  /** The HTTP status with which the server refuses. */
  readonly status?: number | undefined
  readonly cause?: unknown
}

/** The server refused a command, or could not be reached (then `cause` says why). */
export class PushAPIException extends ServiceError {
  override readonly name: string = 'PushAPIException'
  /** The HTTP status of the refusal; undefined where no server was asked, or none answered. */
  readonly status: number | undefined

  constructor(message: string, { status, cause }: PushAPIExceptionOptions = {}) {
    super(message, cause === undefined ? undefined : { cause })
    this.status = status
  }
}

/** A push session was started, and the one before it not stopped. */
export class PushAPISessionExistsException extends PushAPIException {
  override readonly name = 'PushAPISessionExistsException'
}

/** A push session was stopped, and none was started. */
export class PushAPISessionNotFoundException extends PushAPIException {
  override readonly name = 'PushAPISessionNotFoundException'
}

/** The server refuses a command whose push session is not the current one. To a client it is as every refusal. */
export class PushSessionEndedException extends PushAPIException {}

/** The server refuses a command that it does not understand, or cannot do. */
export function badRequest(message: string): PushAPIException {
  return new PushAPIException(message, { status: 400 })
}
