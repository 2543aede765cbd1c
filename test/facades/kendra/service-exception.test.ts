/** The errors of the service look like the SDK's, to the SDK as well. */

import { expect, it } from 'vitest'
import {
  isKendraExceptionName,
  kendraExceptions,
  KendraServiceException,
  ThrottlingException,
} from '../../../src/facades/kendra/service-exception.ts'
import type { KendraExceptionName } from '../../../src/facades/kendra/service-exception.ts'
import { operations, shapes } from './service-model.ts'

// Not a static import: the classes are looked up by name.
const sdk = await import('@aws-sdk/client-kendra')

const names = Object.keys(kendraExceptions) as KendraExceptionName[]

it.each(names)('%s is an instance of its own class and of the same class of the SDK', (name) => {
  const error = new kendraExceptions[name]('Something happened', 'request-1')
  expect(error).toBeInstanceOf(Error)
  expect(error).toBeInstanceOf(KendraServiceException)
  expect(error).toBeInstanceOf(sdk.KendraServiceException)
  expect(error).toBeInstanceOf(sdk[name])
  expect(error).toMatchObject({ name, message: 'Something happened' })
  for (const other of names) if (other !== name) expect(error).not.toBeInstanceOf(sdk[other])
})

it('covers every error of the operations, with the fault of the model and its HTTP status', () => {
  const named = new Set(Object.values(operations).flatMap(({ errors }) => errors.map(({ shape }) => shape)))
  for (const name of named) {
    expect(isKendraExceptionName(name)).toBe(true)
    const error = new kendraExceptions[name as KendraExceptionName]('', 'request-1')
    const isServerFault = shapes[name]!.fault === true
    expect(error.$fault).toBe(isServerFault ? 'server' : 'client')
    expect(error.$metadata.httpStatusCode).toBe(isServerFault ? 500 : 400)
  }
})

it('prints the name, the message and the metadata', () => {
  const error = new ThrottlingException('Slow down', 'request-1')
  expect(String(error)).toBe('ThrottlingException: Slow down')
  expect(error.$metadata).toEqual({
    httpStatusCode: 400,
    requestId: 'request-1',
    attempts: 1,
    totalRetryDelay: 0,
  })
})

it('knows no other names, nor those of every object', () => {
  expect(isKendraExceptionName('TooManyRequestsException')).toBe(false)
  expect(isKendraExceptionName('toString')).toBe(false)
})
