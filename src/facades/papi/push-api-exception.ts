/** The error that Push API methods throw, named as the vendor's guide names it. */

export class PushAPIException extends Error {
  override readonly name = 'PushAPIException'
}
