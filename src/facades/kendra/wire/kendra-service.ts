/** What the wire needs of the facade: the world that is current, and a way to the operations. */
import type { CallRequest } from '../../../core/call.ts'
import type { EffectsOf } from '../../../core/fault-rule.ts'
import type { World } from '../../../core/simulation.ts'
import type { KendraOperationName } from '../operations/operations.ts'
import type { ResponseMetadata } from '../service-exception.ts'

export interface KendraService {
  readonly world: World
  readonly region: string
  /** Carries a call to the service and back; the input is whatever the client sent. */
  call(
    operation: KendraOperationName,
    input: object,
  ): Promise<object & { readonly $metadata: ResponseMetadata }>
  /** The error of a fault rule that refuses a request. */
  refuse(effect: EffectsOf['request']): Error
}

/**
 * A request of the wire as the core knows it, without the validation: for one that cannot be read (its input is
 * undefined), and for telling calls apart.
 */
export function requestOf<Reply>(
  operation: KendraOperationName,
  input: object | undefined,
  { apply, refuse }: Pick<CallRequest<Reply>, 'apply' | 'refuse'>,
): CallRequest<Reply> {
  const indexId = input !== undefined && 'IndexId' in input ? String(input.IndexId) : ''
  return {
    facade: 'kendra',
    operation,
    corpus: `kendra:${indexId}`,
    documents: [],
    isRead: true,
    input,
    // The one member that clients draw at random.
    identity: input !== undefined && 'ClientToken' in input ? { ...input, ClientToken: undefined } : input,
    apply,
    refuse,
  }
}
