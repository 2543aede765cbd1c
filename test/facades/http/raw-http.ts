/** HTTP as bytes on a socket, for what no client would send. */
import { connect } from 'node:net'

export interface RawReply {
  readonly text: string
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** How the connection ended. */
  readonly end: 'closed' | 'reset' | 'left open'
}

/** Sends bytes, and takes what comes until the server ends the connection, or nothing has come for so long. */
export function sendRaw(
  url: string,
  chunks: readonly (string | Uint8Array)[],
  { patienceMs = 300, pauseMs = 0 }: { patienceMs?: number; pauseMs?: number } = {},
): Promise<RawReply> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname)
    let text = ''
    const finish = (end: RawReply['end']): void => {
      socket.destroy()
      resolve({ text, end, ...parse(text) })
    }
    socket.setTimeout(patienceMs, () => finish('left open'))
    socket.on('data', (data) => (text += data.toString('latin1')))
    socket.on('end', () => finish('closed'))
    socket.on('error', () => finish('reset'))
    socket.on('connect', () => void writeAll())
    async function writeAll(): Promise<void> {
      for (const chunk of chunks) {
        if (socket.destroyed) return
        socket.write(chunk)
        if (pauseMs > 0) await new Promise((goOn) => setTimeout(goOn, pauseMs))
      }
    }
  })
}

function parse(text: string): Pick<RawReply, 'status' | 'headers' | 'body'> {
  const [head = '', ...rest] = text.split('\r\n\r\n')
  const [line = '', ...lines] = head.split('\r\n')
  const headers = lines.map((header) => {
    const [name = '', ...value] = header.split(':')
    return [name.toLowerCase(), value.join(':').trim()] as const
  })
  return {
    status: Number(/^HTTP\/1\.\d (\d{3})/.exec(line)?.[1] ?? 0),
    headers: Object.fromEntries(headers),
    body: rest.join('\r\n\r\n'),
  }
}
