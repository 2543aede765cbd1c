/** The methods of the Push API that are modelled, by what they do to documents; `whole` are those that name none. */
export const PAPI_OPERATIONS = {
  put: ['addDocument', 'addDocumentList', 'updateDocument', 'updateDocumentList'],
  delete: ['deleteDocument', 'deleteDocumentList'],
  read: ['getDocumentStatus', 'getDocumentStatusList'],
  whole: [
    'ping',
    'startPushSession',
    'deleteDocumentsRootPath',
    'deleteDocumentsWithPrefix',
    'setCheckpoint',
    'getCheckpoint',
    'clearAllCheckpoints',
    'enumerateCheckpointsInfo',
    'enumerateSyncedEntries',
    'countSyncedEntries',
    'sync',
    'triggerIndexingJob',
    'areDocumentsSearchable',
  ],
} as const

/** The name of a method. */
export type PapiOperation = (typeof PAPI_OPERATIONS)[keyof typeof PAPI_OPERATIONS][number]
