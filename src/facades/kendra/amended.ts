/**
 * What an update says, laid over what was said before. A member that is undefined says nothing, and nothing of the
 * update is shared: it is also in the record of its call.
 */
export function amended<Definition extends object>(before: Definition, update: Definition): Definition {
  const said = Object.entries(structuredClone(update)).filter(([, member]) => member !== undefined)
  return { ...before, ...Object.fromEntries(said) }
}
