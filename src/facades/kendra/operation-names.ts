/** The operations of Kendra that are modelled, by what they do to documents. */
export const KENDRA_OPERATIONS = {
  put: ['BatchPutDocument'],
  delete: ['BatchDeleteDocument'],
  read: ['BatchGetDocumentStatus'],
  /** About no single document. */
  whole: [
    'CreateIndex',
    'DescribeIndex',
    'UpdateIndex',
    'DeleteIndex',
    'ListIndices',
    'CreateDataSource',
    'DescribeDataSource',
    'UpdateDataSource',
    'DeleteDataSource',
    'ListDataSources',
    'StartDataSourceSyncJob',
    'StopDataSourceSyncJob',
    'ListDataSourceSyncJobs',
    'PutPrincipalMapping',
    'DeletePrincipalMapping',
    'DescribePrincipalMapping',
    'ListGroupsOlderThanOrderingId',
    'TagResource',
    'UntagResource',
    'ListTagsForResource',
  ],
} as const

/** The name of an operation. */
export type KendraOperation = (typeof KENDRA_OPERATIONS)[keyof typeof KENDRA_OPERATIONS][number]
