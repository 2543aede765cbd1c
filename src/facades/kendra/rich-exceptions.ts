/** The service's errors in a snapshot: they come back as objects of their classes. */
import type { ServiceError } from '../../core/call.ts'
import { type ErrorParts, partsOf, type RichClass, withParts } from '../../input/rich-json.ts'
import { isKendraExceptionName, kendraExceptions, KendraServiceException } from './service-exception.ts'
import { SerializationException } from './wire/serialization-exception.ts'

export const RICH_EXCEPTION: RichClass<ServiceError> = {
  name: 'kendraException',
  owns: (value) => value instanceof KendraServiceException || value instanceof SerializationException,
  save: partsOf,
  load: (saved) => {
    const parts = saved as ErrorParts
    const { name, message } = parts
    const error: ServiceError = isKendraExceptionName(name)
      ? new kendraExceptions[name](message)
      : new SerializationException(message, '')
    return withParts(error, parts)
  },
}
