/** What the wire needs of the facade: the world that is current, and a way to the operations. */
import type { CallIdentity, CallRequest } from '../../../core/call.ts'
import type { World } from '../../../core/simulation.ts'
import { withoutToken } from '../operations/operation.ts'
import type { KendraOperation } from '../operation-names.ts'
import type { ResponseMetadata } from '../service-exception.ts'

/** How a call comes to the service. */
export interface KendraCaller extends Pick<CallRequest<unknown>, 'disconnected' | 'isGivenUp'> {
  /** Its place in the order of issue, where it was reserved. */
  readonly ticket?: number | undefined
}

export interface KendraService {
  readonly world: World
  readonly region: string
  /** How calls that name no index say whose they are. */
  readonly account: string
  /** Carries a call to the service and back; the input is whatever the client sent. */
  call(
    operation: KendraOperation,
    input: object,
    caller: KendraCaller,
  ): Promise<object & { readonly $metadata: ResponseMetadata }>
  /** Has the service refuse a request whose body nobody can read. */
  refuseBody(operation: KendraOperation, why: string, caller: KendraCaller): Promise<never>
}

/** What tells a call from others, as far as the wire can see: its input is undefined where it could not be read. */
export function identityOf(
  operation: KendraOperation,
  input: object | undefined,
  account: string,
): CallIdentity {
  const indexId = input !== undefined && 'IndexId' in input ? input.IndexId : undefined
  return {
    facade: 'kendra',
    operation,
    corpus: `kendra:${typeof indexId === 'string' ? indexId : account}`,
    identity: input && withoutToken(input),
  }
}
