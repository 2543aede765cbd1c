/** What the person at the command line can put right: told without a stack, with exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
  readonly code = 'INDEXSIM_USAGE'
}
