/** The result as JSON for programs. Only its member `real` differs between two runs over the same files. */
import type { DemoResult } from './demo-result.ts'

export function renderJson(result: DemoResult): string {
  return `${JSON.stringify(result, null, 2)}\n`
}
