/** `indexsim ledger`: what the simulator claims about the services, and on what each claim rests. */
import { Command, Option } from 'commander'
import { fidelityLedger, LEDGER_LABELS, type LedgerEntry, type LedgerLabel } from '../../fidelity.ts'
import { type Look, lookOf } from '../terminal.ts'
import { UsageError } from '../usage-error.ts'

interface LedgerOptions {
  readonly facade?: 'kendra' | 'papi'
  readonly label?: LedgerLabel
  readonly json?: boolean
}

const EXPLANATION = `
A claim rests on the public service model (model), on the vendor's public
documentation (doc), on captured traffic or what public SDKs send (wire), on
what the vendor's own client sends (client), on published programs (code), or on
nothing that is public (assumed). What is assumed may be otherwise at the real
service; where it matters there is an option.

Examples:
  indexsim ledger                         all claims
  indexsim ledger --label assumed         what nobody outside knows
  indexsim ledger sync                    what has to do with syncs
  indexsim ledger --facade papi --json    for programs

Exit codes: 0 there are such claims, 2 there are none, or the command line is wrong.`

export function ledgerCommand(): Command {
  return new Command('ledger')
    .summary('print what is claimed about the services, and on what it rests')
    .description('Prints the fidelity ledger: each claim about a service with its ground.')
    .argument('[text]', 'claims alone that have this text in their id or sentence')
    .addOption(new Option('--facade <name>', 'claims about one service alone').choices(['kendra', 'papi']))
    .addOption(new Option('--label <label>', 'claims on one ground alone').choices(LEDGER_LABELS))
    .option('--json', 'print the claims as JSON')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', EXPLANATION)
    .action(ledger)
}

function ledger(text: string | undefined, { facade, label, json = false }: LedgerOptions): void {
  const sought = text?.toLowerCase() ?? ''
  const found = fidelityLedger.filter(
    (entry) =>
      (facade === undefined || entry.id.startsWith(`${facade}.`)) &&
      (label === undefined || entry.label === label) &&
      `${entry.id} ${entry.rule}`.toLowerCase().includes(sought),
  )
  if (found.length === 0)
    throw new UsageError('There are no such claims; indexsim ledger --help tells how to look for others.')
  process.stdout.write(
    json ? `${JSON.stringify(found, undefined, 2)}\n` : renderClaims(found, lookOf(process.stdout)),
  )
}

function renderClaims(entries: readonly LedgerEntry[], { columns, hasColour }: Look): string {
  const dim = (shown: string): string => (hasColour ? `\u{1B}[2m${shown}\u{1B}[22m` : shown)
  return entries
    .map(({ id, label, rule, option }) => {
      const head = `${id} ${dim(`[${label}${option === undefined ? '' : `; option ${option}`}]`)}`
      return `${head}\n${wrapped(rule, columns - 2)
        .map((line) => `  ${line}\n`)
        .join('')}`
    })
    .join('')
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = ['']
  for (const word of text.split(' ')) {
    const line = lines.at(-1) as string
    if (line !== '' && line.length + 1 + word.length > width) lines.push(word)
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`
  }
  return lines
}
