/** The fidelity ledger of all facades: what the simulator claims about the services, and on what each claim rests. */
import { kendraLedger } from './facades/kendra/ledger.ts'
import type { LedgerEntry } from './facades/ledger.ts'
import { papiLedger } from './facades/papi/ledger.ts'

export const fidelityLedger: readonly LedgerEntry[] = [...kendraLedger, ...papiLedger]

export { LEDGER_LABELS, type LedgerEntry, type LedgerLabel } from './facades/ledger.ts'
