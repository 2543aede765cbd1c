/**
 * The errors that Kendra answers with, in the shape in which the AWS SDK throws them. The SDK's classes recognise
 * errors by name, `$fault` and `$metadata`, so `error instanceof ThrottlingException` holds with the SDK's class too.
 */

import { ServiceError } from '../../core/call.ts'

/** What every answer tells about its call, a thrown error's as well. */
export interface ResponseMetadata {
  httpStatusCode: number
  requestId: string
  attempts: number
  totalRetryDelay: number
}

export function metadataOf(requestId: string, httpStatusCode = 200): ResponseMetadata {
  return { httpStatusCode, requestId, attempts: 1, totalRetryDelay: 0 }
}

/** The base of all errors of the simulated service. Every client fault is HTTP 400, the server's is 500 [doc]. */
export abstract class KendraServiceException extends ServiceError {
  abstract override readonly name: KendraExceptionName
  abstract readonly $fault: 'client' | 'server'
  readonly $metadata: ResponseMetadata
  /** What the reply tells a client in its `retry-after` header to wait at least; the header counts seconds. */
  declare retryAfterMs?: number

  constructor(message: string, requestId = '', httpStatusCode = 400) {
    super(message)
    this.$metadata = metadataOf(requestId, httpStatusCode)
  }
}

/** The caller may not do this. */
export class AccessDeniedException extends KendraServiceException {
  override readonly name = 'AccessDeniedException'
  override readonly $fault = 'client'
}

/** The resource is not in a state in which this can be done. */
export class ConflictException extends KendraServiceException {
  override readonly name = 'ConflictException'
  override readonly $fault = 'client'
}

/** The service itself failed: the one server fault, HTTP 500. */
export class InternalServerException extends KendraServiceException {
  override readonly name = 'InternalServerException'
  override readonly $fault = 'server'

  constructor(message: string, requestId?: string) {
    super(message, requestId, 500)
  }
}

/** The input is well formed and makes no sense. */
export class InvalidRequestException extends KendraServiceException {
  override readonly name = 'InvalidRequestException'
  override readonly $fault = 'client'
}

/** A resource of this name or id exists. */
export class ResourceAlreadyExistException extends KendraServiceException {
  override readonly name = 'ResourceAlreadyExistException'
  override readonly $fault = 'client'
}

/** The resource is busy: a sync job that runs, for one. */
export class ResourceInUseException extends KendraServiceException {
  override readonly name = 'ResourceInUseException'
  override readonly $fault = 'client'
}

/** There is no such index, data source, job or mapping. */
export class ResourceNotFoundException extends KendraServiceException {
  override readonly name = 'ResourceNotFoundException'
  override readonly $fault = 'client'
}

/** The resource exists and cannot be reached. */
export class ResourceUnavailableException extends KendraServiceException {
  override readonly name = 'ResourceUnavailableException'
  override readonly $fault = 'client'
}

/** More than the account or the edition allows. */
export class ServiceQuotaExceededException extends KendraServiceException {
  override readonly name = 'ServiceQuotaExceededException'
  override readonly $fault = 'client'
}

/** Too many calls in too short a time. */
export class ThrottlingException extends KendraServiceException {
  override readonly name = 'ThrottlingException'
  override readonly $fault = 'client'
}

/** The input breaks a constraint of the service model. */
export class ValidationException extends KendraServiceException {
  override readonly name = 'ValidationException'
  override readonly $fault = 'client'
}

/** The names by which rules and replies speak of the service's errors. */
export type KendraExceptionName =
  | 'AccessDeniedException'
  | 'ConflictException'
  | 'InternalServerException'
  | 'InvalidRequestException'
  | 'ResourceAlreadyExistException'
  | 'ResourceInUseException'
  | 'ResourceNotFoundException'
  | 'ResourceUnavailableException'
  | 'ServiceQuotaExceededException'
  | 'ThrottlingException'
  | 'ValidationException'

type KendraExceptionClass = new (message: string, requestId?: string) => KendraServiceException

/** The class of each error name: `new kendraExceptions[name](message, requestId)`. */
export const kendraExceptions: Readonly<Record<KendraExceptionName, KendraExceptionClass>> = {
  AccessDeniedException,
  ConflictException,
  InternalServerException,
  InvalidRequestException,
  ResourceAlreadyExistException,
  ResourceInUseException,
  ResourceNotFoundException,
  ResourceUnavailableException,
  ServiceQuotaExceededException,
  ThrottlingException,
  ValidationException,
}

/** Whether a word is the name of one of the service's errors. */
export function isKendraExceptionName(name: string): name is KendraExceptionName {
  return Object.hasOwn(kendraExceptions, name)
}
