/** A body that cannot be read at all: no JSON, or no object [assumed]. The model does not list it among Kendra's errors. */
import { ServiceError } from '../../../core/call.ts'
import { metadataOf, type ResponseMetadata } from '../service-exception.ts'

export class SerializationException extends ServiceError {
  override readonly name = 'SerializationException'
  readonly $fault = 'client'
  readonly $metadata: ResponseMetadata

  constructor(message: string, requestId: string) {
    super(message)
    this.$metadata = metadataOf(requestId, 400)
  }
}
