/** The operations of Kendra that are modelled, by what they do to documents. */
export const KENDRA_OPERATIONS = {
  put: ['BatchPutDocument'],
  delete: ['BatchDeleteDocument'],
  read: ['BatchGetDocumentStatus'],
  whole: [],
} as const
