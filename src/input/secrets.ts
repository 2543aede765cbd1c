/** What must enter no message, known by its name or by how it stands in a text. */

/** Whether what has this name is a secret, or is made of some; a password is often misspelt. */
export function isSecret(name: string): boolean {
  return SECRET.test(name)
}

/** Whether the name is that of an id, such as `accessKeyId`: it tells which secret is meant, and is none. */
export function isId(name: string): boolean {
  return name.endsWith('Id')
}

/** The text without the logins in it, and without the values of parameters that have the names of secrets. */
export function withoutSecrets(text: string): string {
  return text
    .replace(LOGIN, '...@')
    .replace(PARAMETER, (parameter, name: string) => (isSecret(name) ? `${name}=...` : parameter))
}

const SECRET =
  /p[as]*s\w?[wr]\w{0,3}d|pass(phrase|code)?$|pwd|secret|credential|login|token|authorization|(access|api|auth|private).?key$/i
/** `me:password@`, and whatever is before the host of a URL. One letter before the colon is the drive of a Windows path. */
const LOGIN = /(?<=:\/\/)[^/]*@|(?<![^\s@/:'"(])(?!mailto:)[^\s@/:'"(]{2,}:(?!\/\/)\S*@/g
const PARAMETER = /([^\s=?&#;]+)=[^\s&#;'"]*/g
