/** Replies and errors of the Push API in a snapshot: they come back as objects of their classes. */
import { type ErrorParts, partsOf, type RichClass, withParts } from '../../input/rich-json.ts'
import { DocumentStatus } from './document-status.ts'
import {
  PushAPIException,
  PushAPISessionExistsException,
  PushAPISessionNotFoundException,
} from './push-api-exception.ts'

export const RICH_STATUS: RichClass<DocumentStatus> = {
  name: 'documentStatus',
  owns: (value) => value instanceof DocumentStatus,
  save: ({ uri, stamp, exist }) => ({ uri, stamp, exist }),
  load: (saved) => {
    const { uri, stamp, exist } = saved as DocumentStatus
    return exist ? DocumentStatus.known(uri, stamp) : DocumentStatus.unknown(uri)
  },
}

export const RICH_EXCEPTION: RichClass<PushAPIException> = {
  name: 'pushApiException',
  owns: (value) => value instanceof PushAPIException,
  save: partsOf,
  load: (saved) => {
    const parts = saved as ErrorParts
    const Exception = CLASSES.find(({ name }) => name === parts.name) ?? PushAPIException
    return withParts(new Exception(parts.message), parts)
  },
}

const CLASSES = [PushAPISessionExistsException, PushAPISessionNotFoundException]
