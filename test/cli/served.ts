/** `indexsim serve` as a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'

export const COMMAND: string = path.resolve(import.meta.dirname, '../../dist/cli/indexsim.js')

export interface Served {
  readonly clock: unknown
  readonly url: string
  readonly env: Readonly<Record<string, string>>
  readonly indices: readonly {
    readonly id: string
    readonly dataSources: readonly { readonly id: string }[]
  }[]
  readonly connectors: readonly string[]
  readonly process: ChildProcess
  /** What it has said beside what it serves. */
  readonly trouble: () => string
  /** Sends a signal and waits for the end: the exit code, or the signal that has ended it. */
  readonly end: (signal?: NodeJS.Signals) => Promise<number | NodeJS.Signals>
}

const started: ChildProcess[] = []

/** Started on a free port, with `--json`. */
export async function serve(...args: readonly string[]): Promise<Served> {
  const child = spawn(process.execPath, [COMMAND, 'serve', '--port', '0', '--json', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  started.push(child)
  let [output, trouble] = ['', '']
  child.stderr.on('data', (data: Buffer) => (trouble += data.toString()))
  const served = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (data: Buffer) => {
      output += data.toString()
      if (output.includes('\n')) resolve(output)
    })
    child.on('exit', (code) => reject(new Error(`indexsim serve has ended with ${code}: ${trouble}`)))
  })
  return {
    ...(JSON.parse(served) as Omit<Served, 'process' | 'trouble' | 'end'>),
    process: child,
    trouble: () => trouble,
    end: async (signal = 'SIGINT') => {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill(signal)
        await once(child, 'exit')
      }
      return (child.exitCode ?? child.signalCode) as number | NodeJS.Signals
    },
  }
}

/** Ends what a test has left behind. */
export function endAll(): void {
  for (const child of started.splice(0)) child.kill('SIGKILL')
}
