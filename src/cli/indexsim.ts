#!/usr/bin/env node
/** The command `indexsim`. Exit codes: 0 all went well, 1 something broke off, 2 the command line is wrong. */
import { readFileSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import { demoCommand } from './demo/demo-command.ts'
import { exploreCommand } from './explore/explore-command.ts'
import { loadCommand } from './load/load-command.ts'
import { replayCommand } from './replay/replay-command.ts'
import { ToldFailure } from './told-failure.ts'
import { ledgerCommand } from './ledger/ledger-command.ts'
import { serveCommand } from './serve/serve-command.ts'
import { UsageError } from './usage-error.ts'

const USAGE = 2
const FAILURE = 1

process.exitCode = await main(process.argv)

async function main(argv: readonly string[]): Promise<number> {
  // Whoever reads the output may stop early, as `head` does: that is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })
  const program = new Command('indexsim')
    .description('A simulator of document-indexing services, for the people who write connectors.')
    .version(versionOfPackage(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', '\nindexsim demo --help tells what the demo shows, and so for each command.')
  const commands = [
    demoCommand(),
    serveCommand(),
    loadCommand(),
    exploreCommand(),
    replayCommand(),
    ledgerCommand(),
  ]
  for (const command of commands) program.addCommand(command)
  for (const command of [program, ...commands])
    command.exitOverride().showHelpAfterError('(--help tells what there is)')
  try {
    await program.parseAsync(argv)
    return 0
  } catch (error) {
    return report(error)
  }
}

function report(error: unknown): number {
  // Commander has printed what it has to say.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE
  if (error instanceof ToldFailure) return FAILURE
  if (error instanceof UsageError) {
    console.error(`indexsim: ${error.message}`)
    return USAGE
  }
  console.error(`indexsim: the run broke off.`)
  console.error(error)
  return FAILURE
}

function versionOfPackage(): string {
  const manifest = readFileSync(new URL(import.meta.resolve('#package')), 'utf8')
  return (JSON.parse(manifest) as { readonly version: string }).version
}
