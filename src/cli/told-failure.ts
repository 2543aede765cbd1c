/** What went wrong was told already: nothing is left but the exit code 1. */
export class ToldFailure extends Error {
  override readonly name = 'ToldFailure'
}
