/** The methods of the Push API that are modelled, by what they do to documents; `whole` are those that name none. */
export const PAPI_OPERATIONS = {
  put: ['addDocument', 'addDocumentList'],
  delete: ['deleteDocument', 'deleteDocumentList'],
  read: ['getDocumentStatus', 'getDocumentStatusList'],
  whole: ['sync', 'triggerIndexingJob'],
} as const
