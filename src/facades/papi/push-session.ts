/** The push session of a client: begun once, carried by every command, and ended. */
import { abandonable } from '../../core/waits.ts'
import { PushAPISessionExistsException, PushAPISessionNotFoundException } from './push-api-exception.ts'

export class PushSession {
  #session: { id: string | undefined } | undefined

  /** What a command has to carry; undefined outside of a session. */
  get id(): string | undefined {
    return this.#session?.id
  }

  /** The id of the session, where one is begun; one of which the id is still to come is not kept. */
  save(): string | undefined {
    return this.id
  }

  load(id: string): void {
    this.#session = { id }
  }

  start(askForId: () => Promise<string>): Promise<string> {
    return abandonable(this.#start(askForId))
  }

  async #start(askForId: () => Promise<string>): Promise<string> {
    if (this.#session !== undefined)
      throw new PushAPISessionExistsException('a push session is begun already; stop it before the next')
    const session = { id: undefined as string | undefined }
    this.#session = session
    try {
      return (session.id = await askForId())
    } catch (error) {
      if (this.#session === session) this.#session = undefined
      throw error
    }
  }

  stop(): void {
    if (this.#session === undefined)
      throw new PushAPISessionNotFoundException('there is no push session that could be stopped')
    this.#session = undefined
  }
}
