/** `indexsim serve`: from the arguments of the command line to a server, and to its end. */
import { Command, InvalidArgumentError } from 'commander'
import {
  ConfigurationError,
  FaultPlan,
  type FaultProfile,
  Simulator,
  type SimulatorOptions,
} from '../../index.ts'
import { listen } from '../../server.ts'
import { HOST_NAME } from '../../input/host-name.ts'
import { readSeed } from '../read-seed.ts'
import { lookOf } from '../terminal.ts'
import { ToldFailure } from '../told-failure.ts'
import { UsageError } from '../usage-error.ts'
import { renderServed } from './render-served.ts'
import { addResources, type Resources, type SourceName } from './resources.ts'
import { checkState, loadState, saveState } from './state-file.ts'
import { lockState } from './state-lock.ts'
import { onStop } from './stop-signals.ts'

type ClockOption = NonNullable<SimulatorOptions['clock']>

interface ServeOptions extends Resources {
  readonly port: number
  readonly host: string
  readonly allowHost?: readonly string[]
  readonly seed: number
  readonly clock: ClockOption
  readonly faults?: string
  readonly state?: string
  readonly papiLogin?: { readonly login: string; readonly password: string }
  readonly json?: boolean
}

const EXPLANATION = `
Both services are at one address: Kendra at its root, the Push API under /papi/,
and under /_indexsim/ what moves time and looks inside
(curl ADDRESS/_indexsim/openapi.json tells what there is). The environment
variables that are printed let boto3, the AWS CLI and the SDKs find it without a
change. Nothing is encrypted and no signature is verified: whoever reaches the
port controls the simulator.

The clock is that of the machine, and POST /_indexsim/clock/advance jumps. With
--clock rate:60 a minute goes by in each second. With --clock virtual time moves
only while somebody waits, and the same calls in the same order give the same
run.

Ctrl-C lets calls that are under way finish, and then saves the state; where
their clients have gone, simulated time is moved to their ends. A second one
ends at once. A state file holds everything, seed, clock and faults too:
what is to be there from the start is said when it is not there yet. One server
at a time keeps a file; what one has left behind that crashed is taken over.

Examples:
  indexsim serve --index auto              one index, its id from the seed
  indexsim serve --index auto --data-source auto --connector docs
  indexsim serve --clock virtual --seed 7  runs that repeat
  indexsim serve --faults flaky-network    a profile, or a file with a plan
  indexsim serve --state run.json          go on at the next start
  indexsim serve --port 0 --json           a free port, told in one line of JSON

Exit codes: 0 the server was ended, 1 something broke off, 2 the command line is
wrong.`

const PORT = 8480

export function serveCommand(): Command {
  return new Command('serve')
    .summary('serve both services on loopback, for clients in any language')
    .description('Serves a simulator on a socket until it is ended with Ctrl-C.')
    .option('--port <n>', 'the port; 0 for a free one', readPort, PORT)
    .option('--host <address>', 'the address to listen on', '127.0.0.1')
    .option('--allow-host <name>', 'a name by which clients may ask for it (repeatable)', appendHost)
    .option('--seed <integer>', 'what all delays are drawn from', readSeed, 1)
    .option('--clock <clock>', 'system, virtual, or rate:<n>', readClock, 'system')
    .option('--faults <file|profile>', 'a fault plan in JSON, or the name of a profile')
    .option('--index <id>', 'a Kendra index, ACTIVE at once; auto draws the id (repeatable)', append)
    .option(
      '--data-source <id>',
      'a custom data source of the first index; INDEX/ID of another (repeatable)',
      appendSource,
    )
    .option('--connector <name>', 'a connector of the Push API (repeatable)', append)
    .option('--papi-login <login:password>', 'Basic authentication for the Push API', readCredentials)
    .option('--state <file>', 'load this file where it is there, and save to it at the end')
    .option('--json', 'print what is served as one line of JSON')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', EXPLANATION)
    .action(serve)
}

async function serve(options: ServeOptions, command: Command): Promise<void> {
  const { port, host, allowHost, json = false, state } = options
  if (state !== undefined) lock(state)
  const sim = restored(state, command) ?? begun(options)
  const server = await listen(sim, { port, host, hosts: allowHost }).catch((error: Error) => {
    if (error instanceof ConfigurationError) throw new UsageError(error.message)
    throw new UsageError(`It cannot listen on port ${port} of ${host}: ${error.message}.`)
  })
  // Before anything is printed: whoever reads it may end the server at once.
  const stopped = onStop()
  const served = {
    url: server.url,
    seed: sim.seed,
    clock: sim.clock.mode,
    env: server.env,
    indices: sim.kendra.indices(),
    connectors: sim.papi.connectors,
  }
  process.stdout.write(json ? `${JSON.stringify(served)}\n` : renderServed(served, lookOf(process.stdout)))
  await stopped
  if (!json) process.stderr.write('Ending: calls that are under way may finish; Ctrl-C again ends at once.\n')
  await server.close()
  await (state === undefined ? sim.close() : saveAndClose(state, sim))
}

async function saveAndClose(state: string, sim: Simulator): Promise<void> {
  try {
    await saveState(state, sim)
  } catch (error) {
    console.error(`indexsim: The state was not saved to ${state}: ${(error as Error).message}`)
    throw new ToldFailure()
  } finally {
    // What is still in flight would keep the process.
    await sim.close()
  }
}

function lock(state: string): void {
  checkState(state)
  const left = lockState(state)
  if (left === undefined) return
  console.error(
    `indexsim: The state file ${state} was kept by process ${left.pid}, which has ended without letting it go: it is taken over.`,
  )
}

/** What a state file holds, the command line cannot say otherwise. */
const KEPT_IN_STATE = ['seed', 'clock', 'faults', 'papiLogin', 'index', 'dataSource', 'connector']

function restored(state: string | undefined, command: Command): Simulator | undefined {
  const sim = state === undefined ? undefined : loadState(state)
  const given = KEPT_IN_STATE.filter((name) => command.getOptionValueSource(name) === 'cli')
  if (sim !== undefined && given.length > 0) {
    const flags = given.map(
      (name) => `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    )
    throw new UsageError(
      `The state file ${state} is there, and says already what ${flags.join(', ')} would say.`,
    )
  }
  return sim
}

function begun(options: ServeOptions): Simulator {
  const sim = begin(options)
  try {
    addResources(sim, options)
    return sim
  } catch (error) {
    if (error instanceof ConfigurationError) throw new UsageError(error.message)
    throw error
  }
}

function begin({ seed, clock, faults, papiLogin }: ServeOptions): Simulator {
  try {
    return new Simulator({
      seed,
      clock,
      ...(faults !== undefined && { faults: planOf(faults, seed) }),
      papi: { credentials: papiLogin },
    })
  } catch (error) {
    if (error instanceof ConfigurationError) throw new UsageError(error.message)
    throw error
  }
}

/** What has neither a dot nor a slash is the name of a profile. */
function planOf(text: string, seed: number): FaultPlan {
  return /[./\\]/.test(text) ? FaultPlan.load(text) : FaultPlan.profile(text as FaultProfile, seed)
}

function readPort(text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw new InvalidArgumentError('Expected a number from 0 to 65535.')
}

function readClock(text: string): ClockOption {
  if (text === 'system' || text === 'virtual') return text
  const rate = Number(/^rate:(\d+(?:\.\d+)?)$/.exec(text)?.[1])
  if (rate > 0) return { rate }
  throw new InvalidArgumentError('Expected system, virtual, or rate: and a number above 0, as in rate:60.')
}

function readCredentials(text: string): { login: string; password: string } {
  const [, login, password] = /^([^:]+):(.+)$/s.exec(text) ?? []
  if (login !== undefined && password !== undefined) return { login, password }
  // An InvalidArgumentError would be printed with the text, which may be a password.
  throw new UsageError(
    `The value of --papi-login is a text of ${text.length} characters. Expected a login and a password with a colon between.`,
  )
}

function append(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text]
}

function appendHost(text: string, before?: readonly string[]): readonly string[] {
  if (HOST_NAME.test(text)) return append(text, before)
  throw new InvalidArgumentError(
    'Expected a host name alone, as simulator.test: no scheme, no port, no path.',
  )
}

function appendSource(text: string, before: readonly SourceName[] = []): readonly SourceName[] {
  const slash = text.lastIndexOf('/')
  return [
    ...before,
    slash === -1
      ? { index: undefined, id: text }
      : { index: text.slice(0, slash), id: text.slice(slash + 1) },
  ]
}
