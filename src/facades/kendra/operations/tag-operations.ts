/** The operations on tags. */
import type { KendraAccount } from '../kendra-account.ts'
import { ResourceUnavailableException, ValidationException } from '../service-exception.ts'
import {
  listTagsForResourceRequest,
  type ListTagsForResourceRequest,
  type ListTagsForResourceResponse,
  tagResourceRequest,
  type TagResourceRequest,
  type TagResourceResponse,
  untagResourceRequest,
  type UntagResourceRequest,
  type UntagResourceResponse,
} from '../shapes/tag-shapes.ts'
import type { Tags } from '../tags.ts'
import type { Operations } from './operation.ts'

export interface TagShapes {
  TagResource: readonly [TagResourceRequest, TagResourceResponse]
  UntagResource: readonly [UntagResourceRequest, UntagResourceResponse]
  ListTagsForResource: readonly [ListTagsForResourceRequest, ListTagsForResourceResponse]
}

export const tagOperations: Operations<TagShapes> = {
  TagResource: {
    schema: tagResourceRequest,
    isRead: false,
    indexOf: ({ ResourceARN }) => partsOf(ResourceARN)?.indexId,
    resourcesOf: ({ ResourceARN }) => [`tags of ${ResourceARN}`],
    apply: (account, { ResourceARN, Tags }) => {
      tagsOf(account, ResourceARN).add(Tags)
      return {}
    },
  },
  UntagResource: {
    schema: untagResourceRequest,
    isRead: false,
    indexOf: ({ ResourceARN }) => partsOf(ResourceARN)?.indexId,
    resourcesOf: ({ ResourceARN }) => [`tags of ${ResourceARN}`],
    apply: (account, { ResourceARN, TagKeys }) => {
      tagsOf(account, ResourceARN).remove(TagKeys)
      return {}
    },
  },
  ListTagsForResource: {
    schema: listTagsForResourceRequest,
    isRead: true,
    indexOf: ({ ResourceARN }) => partsOf(ResourceARN)?.indexId,
    resourcesOf: ({ ResourceARN }) => [`tags of ${ResourceARN}`],
    apply: (account, { ResourceARN }) => ({ Tags: tagsOf(account, ResourceARN).list() }),
  },
}

interface ArnParts {
  readonly region: string
  readonly accountId: string
  readonly indexId: string
  readonly dataSourceId: string | undefined
}

/** The names of an index and of a data source [doc]. */
const ARN =
  /^arn:aws[a-z-]*:kendra:(?<region>[a-z0-9-]+):(?<accountId>\d{12}):index\/(?<indexId>[^/]+)(?:\/data-source\/(?<dataSourceId>[^/]+))?$/

function partsOf(arn: string): ArnParts | undefined {
  return ARN.exec(arn)?.groups as ArnParts | undefined
}

function tagsOf(account: KendraAccount, arn: string): Tags {
  const parts = partsOf(arn)
  if (parts === undefined)
    throw new ValidationException(`The ARN ${arn} is not one of an index or a data source of Amazon Kendra.`)
  const { region, accountId, indexId, dataSourceId } = parts
  const isOwn = region === account.region && accountId === account.accountId
  const index = isOwn ? account.indices.get(indexId) : undefined
  const tagged = dataSourceId === undefined ? index : index?.dataSources.get(dataSourceId)
  // The one error of these operations that fits [model].
  if (tagged === undefined) throw new ResourceUnavailableException(`The resource ${arn} doesn't exist.`)
  return tagged.tags
}
