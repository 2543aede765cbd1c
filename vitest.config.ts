import os from 'node:os'
import { configDefaults, defineConfig } from 'vitest/config'

/** Where .ci/run wants the result in JSON, beside what is printed. */
const report = process.env['INDEXSIM_TEST_REPORT']

/**
 * Files of these folders leave nothing behind in their process: they share one, with its modules, which takes half the
 * processor time. Everything else has a process for each file: runs on their own clock, threads, fake timers, listeners.
 */
const SHARING = ['test/{audit,core,input}/**/*.test.ts', 'test/facades/{kendra,papi}/**/*.test.ts']

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Vitest would leave one of two cores idle, and half of the suite waits for threads and processes of its own.
    maxWorkers: Math.max(2, os.availableParallelism() - 1),
    reporters: report === undefined ? ['default'] : ['default', ['json', { outputFile: report }]],
    projects: [
      { extends: true, test: { name: 'sharing', include: SHARING, isolate: false } },
      {
        extends: true,
        test: {
          name: 'apart',
          include: ['test/**/*.test.ts', 'examples/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...SHARING],
        },
      },
    ],
  },
})
