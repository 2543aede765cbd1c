/** Answers one question, and prints the rows of the table as JSON. */
import { QUESTIONS } from '../questions.js'

const [name = '', documents] = process.argv.slice(2)
console.log(JSON.stringify(await QUESTIONS[name]?.({ documents: Number(documents) })))
