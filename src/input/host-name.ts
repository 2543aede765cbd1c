/** The name of a host alone, as users give it to servers. */
export const HOST_NAME: RegExp = /^[\w.-]+$/
