/** The public names of `indexsim/server`. */
export {
  type Address,
  listen,
  type Listener,
  type ListenOptions,
  type Served,
  type SharedListener,
} from './facades/http/listen.ts'
