#!/usr/bin/env node
/** The command `indexsim`. Exit codes: 0 all went well, 1 something broke off, 2 the command line is wrong. */
import { readFileSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import { withoutSecrets } from '../input/secrets.ts'
import { ToldFailure } from './told-failure.ts'
import { UsageError } from './usage-error.ts'

/** Each is loaded where it is asked for: a simulator takes its time to load, and who asks for another command need not wait. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  demo: async () => (await import('./demo/demo-command.ts')).demoCommand(),
  serve: async () => (await import('./serve/serve-command.ts')).serveCommand(),
  load: async () => (await import('./load/load-command.ts')).loadCommand(),
  explore: async () => (await import('./explore/explore-command.ts')).exploreCommand(),
  replay: async () => (await import('./replay/replay-command.ts')).replayCommand(),
  ledger: async () => (await import('./ledger/ledger-command.ts')).ledgerCommand(),
}

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
  const commands = await Promise.all(commandsFor(argv).map((load) => load()))
  for (const command of commands) program.addCommand(command)
  for (const command of [program, ...commands])
    command
      .exitOverride()
      .showHelpAfterError('(--help tells what there is)')
      .configureOutput({ writeErr: (text) => process.stderr.write(withoutSecrets(text)) })
  try {
    await program.parseAsync(argv)
    return 0
  } catch (error) {
    return report(error)
  }
}

/** The one that is named, and all of them for help, and for a name that is none. */
function commandsFor([, , name = '']: readonly string[]): readonly (() => Promise<Command>)[] {
  if (name === '-V' || name === '--version') return []
  const named = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  return named === undefined ? Object.values(COMMANDS) : [named]
}

function report(error: unknown): number {
  // Commander has printed what it has to say.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE
  if (error instanceof ToldFailure) return FAILURE
  if (error instanceof UsageError) {
    console.error(`indexsim: ${withoutSecrets(error.message)}`)
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
