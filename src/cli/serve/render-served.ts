/** What is served, for people. */
import type { Simulator, SimulatorOptions } from '../../index.ts'
import type { Look } from '../terminal.ts'

export interface ServedAccount {
  readonly url: string
  readonly seed: number
  readonly clock: NonNullable<SimulatorOptions['clock']>
  readonly env: Readonly<Record<string, string>>
  readonly indices: ReturnType<Simulator['kendra']['indices']>
  readonly connectors: readonly string[]
}

export function renderServed(served: ServedAccount, { hasColour }: Look): string {
  const { url, seed, clock, env, indices, connectors } = served
  const bold = (text: string): string => (hasColour ? `\u{1B}[1m${text}\u{1B}[22m` : text)
  const lines = [
    `${bold(`indexsim serves at ${url}`)} (seed ${seed}, ${clockWords(clock)})`,
    '',
    'For boto3, the AWS CLI and the SDKs:',
    ...Object.entries(env).map(([name, value]) => `  export ${name}=${value}`),
    '',
  ]
  for (const { id, dataSources } of indices) {
    lines.push(`Kendra index        ${id}`)
    for (const source of dataSources) lines.push(`  data source       ${source.id}`)
  }
  for (const name of connectors)
    lines.push(`Push API connector  ${url}/papi/4/connectors/${encodeURIComponent(name)}/`)
  lines.push(`Control             ${url}/_indexsim/openapi.json`, '', 'Ctrl-C ends it.')
  return `${lines.join('\n')}\n`
}

function clockWords(clock: ServedAccount['clock']): string {
  if (typeof clock === 'object') return `${clock.rate} times as fast as the clock of the machine`
  return clock === 'system' ? 'the clock of the machine' : 'time moves while somebody waits'
}
