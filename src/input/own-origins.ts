/** Where simulators of this process are served: who waits for a reply from there waits for simulated time. */
export const ownOrigins: Set<string> = new Set()
