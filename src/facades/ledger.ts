/**
 * The fidelity ledger's form: what each facade claims about its service, one sentence an entry, and on what
 * the claim rests. An entry's id stands in the title of every test that pins it.
 */

/**
 * What a claim rests on. `model`: the public service model. `doc`: the vendor's public documentation.
 * `wire`: captured traffic, or what public SDKs send and accept. `client`: what the vendor's own client sends
 * and accepts. `code`: published programs. `assumed`: no public evidence, our choice.
 */
export const LEDGER_LABELS = ['model', 'doc', 'wire', 'client', 'code', 'assumed'] as const
export type LedgerLabel = (typeof LEDGER_LABELS)[number]

export interface LedgerEntry {
  /** `<facade>.<topic>.<rule>`, in lower case with hyphens. Never reused for another rule. */
  readonly id: `${'kendra' | 'papi'}.${string}.${string}`
  /** The behaviour, in one sentence. */
  readonly rule: string
  readonly label: LedgerLabel
  /** The simulator's option that changes it. */
  readonly option?: string
}

/** The entries as a Markdown document, a table for each topic of each facade, in the order given. */
export function renderLedger(entries: readonly LedgerEntry[]): string {
  const lines = [
    '# Fidelity ledger',
    '',
    'What the simulator claims about the services it stands for, and on what each claim rests: **model** (the public service model), **doc** (the vendor’s public documentation), **wire** (captured traffic, or what public SDKs send and accept), **client** (what the vendor’s own client sends and accepts), **code** (published programs), **assumed** (no public evidence; our choice).',
    '',
    'The tests that pin a claim carry its id in their titles. This file is rendered from `src/facades/*/ledger.ts`: change those, then run `npx vitest run test/ledger.test.ts --update`.',
  ]
  let topic = ''
  for (const { id, rule, label, option } of entries) {
    const itsTopic = id.slice(0, id.lastIndexOf('.'))
    if (itsTopic !== topic)
      lines.push('', `## ${itsTopic}`, '', '| id | rule | label | option |', '| --- | --- | --- | --- |')
    topic = itsTopic
    lines.push(
      `| \`${id}\` | ${cell(rule)} | ${label} | ${option === undefined ? '' : `\`${cell(option)}\``} |`,
    )
  }
  return `${lines.join('\n')}\n`
}

/** A bar would end the cell. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}
