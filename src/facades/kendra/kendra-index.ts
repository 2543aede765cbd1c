/** The resources of a simulated Kendra: indices with their fields, and their data sources. */
import type { Corpus } from '../../core/corpus.ts'
import type { DocumentAttributeValueType } from './document-attributes.ts'
import type { IndexEdition } from './shapes/index-shapes.ts'

export interface DataSource {
  readonly id: string
  readonly name: string
}

export interface KendraIndex {
  readonly id: string
  readonly edition: IndexEdition
  /** Built-in fields and those that were added. */
  readonly fields: Map<string, DocumentAttributeValueType>
  readonly dataSources: Map<string, DataSource>
  readonly corpus: Corpus
}

/** An index as a test asks for it: it is ACTIVE at once. */
export interface NewIndex {
  /** 36 characters; drawn from the seed where left out. */
  readonly id?: string | undefined
  /** Fields beyond the built-in ones, with their types. */
  readonly fields?: Readonly<Record<string, DocumentAttributeValueType>> | undefined
  readonly edition?: IndexEdition | undefined
}

export interface NewDataSource {
  readonly id?: string | undefined
  readonly name?: string | undefined
}
