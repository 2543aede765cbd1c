/** The settings of Amazon Kendra's connector to databases, checked for their form: the simulator crawls nothing. */

import type { z } from 'zod'
import { whenAsked } from '../../../../core/when-asked.ts'
import { choice, list, structure, text, wholeNumber } from '../constraints.ts'
import type { Valid } from '../valid.ts'
import {
  dataSourceToIndexFieldMappingList,
  dataSourceVpcConfiguration,
  secretArn,
} from './connector-parts.ts'
import type { DataSourceToIndexFieldMapping, DataSourceVpcConfiguration } from './connector-parts.ts'

type DatabaseEngineType = 'RDS_AURORA_MYSQL' | 'RDS_AURORA_POSTGRESQL' | 'RDS_MYSQL' | 'RDS_POSTGRESQL'

interface ConnectionConfiguration {
  DatabaseHost: string | undefined
  DatabasePort: number | undefined
  DatabaseName: string | undefined
  TableName: string | undefined
  SecretArn: string | undefined
}

interface ColumnConfiguration {
  DocumentIdColumnName: string | undefined
  DocumentDataColumnName: string | undefined
  DocumentTitleColumnName?: string | undefined
  FieldMappings?: DataSourceToIndexFieldMapping[] | undefined
  ChangeDetectingColumns: string[] | undefined
}

interface AclConfiguration {
  AllowedGroupsColumnName: string | undefined
}

type QueryIdentifiersEnclosingOption = 'DOUBLE_QUOTES' | 'NONE'

interface SqlConfiguration {
  QueryIdentifiersEnclosingOption?: QueryIdentifiersEnclosingOption | undefined
}

/** The settings of the connector. */
export interface DatabaseConfiguration {
  DatabaseEngineType: DatabaseEngineType | undefined
  ConnectionConfiguration: ConnectionConfiguration | undefined
  VpcConfiguration?: DataSourceVpcConfiguration | undefined
  ColumnConfiguration: ColumnConfiguration | undefined
  AclConfiguration?: AclConfiguration | undefined
  SqlConfiguration?: SqlConfiguration | undefined
}

const connectionConfiguration = whenAsked(() =>
  structure({
    DatabaseHost: text({ min: 1, max: 253 }),
    DatabasePort: wholeNumber({ min: 1, max: 65535 }),
    DatabaseName: text({ min: 1, max: 100, pattern: '^[a-zA-Z][a-zA-Z0-9_]*$' }),
    TableName: text({ min: 1, max: 100, pattern: '^[a-zA-Z][a-zA-Z0-9_]*$' }),
    SecretArn: secretArn(),
  }),
)

const columnConfiguration = whenAsked(() =>
  structure({
    DocumentIdColumnName: text({ min: 1, max: 100, pattern: '^[a-zA-Z][a-zA-Z0-9_]*$' }),
    DocumentDataColumnName: text({ min: 1, max: 100, pattern: '^[a-zA-Z][a-zA-Z0-9_]*$' }),
    DocumentTitleColumnName: text({ min: 1, max: 100, pattern: '^[a-zA-Z][a-zA-Z0-9_]*$' }).optional(),
    FieldMappings: dataSourceToIndexFieldMappingList().optional(),
    ChangeDetectingColumns: list(text({ min: 1, max: 100, pattern: '^[a-zA-Z][a-zA-Z0-9_]*$' }), {
      min: 1,
      max: 5,
    }),
  }),
)

const aclConfiguration = whenAsked(() =>
  structure({
    AllowedGroupsColumnName: text({ min: 1, max: 100, pattern: '^[a-zA-Z][a-zA-Z0-9_]*$' }),
  }),
)

const sqlConfiguration = whenAsked(() =>
  structure({
    QueryIdentifiersEnclosingOption: choice(['DOUBLE_QUOTES', 'NONE']).optional(),
  }),
)

/** The settings of the connector. */
export const databaseConfiguration: () => z.ZodType<Valid<DatabaseConfiguration>, DatabaseConfiguration> =
  whenAsked(() =>
    structure({
      DatabaseEngineType: choice([
        'RDS_AURORA_MYSQL',
        'RDS_AURORA_POSTGRESQL',
        'RDS_MYSQL',
        'RDS_POSTGRESQL',
      ]),
      ConnectionConfiguration: connectionConfiguration(),
      VpcConfiguration: dataSourceVpcConfiguration().optional(),
      ColumnConfiguration: columnConfiguration(),
      AclConfiguration: aclConfiguration().optional(),
      SqlConfiguration: sqlConfiguration().optional(),
    }),
  )
