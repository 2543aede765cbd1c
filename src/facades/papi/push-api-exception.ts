/** The error that Push API methods throw, named as the vendor's guide names it. */
import { ServiceError } from '../../core/call.ts'

export class PushAPIException extends ServiceError {
  override readonly name = 'PushAPIException'
}
