import { defineConfig } from 'vitest/config'

/** Where .ci/run wants the result in JSON, beside what is printed. */
const report = process.env['INDEXSIM_TEST_REPORT']

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'examples/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: report === undefined ? ['default'] : ['default', ['json', { outputFile: report }]],
  },
})
