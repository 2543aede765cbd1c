/** The command line itself: help, version, and what is wrong with it. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { FOLDER, indexsim } from './run-command.ts'

describe('indexsim', () => {
  it('says its version', async () => {
    const manifest = JSON.parse(readFileSync(path.resolve(FOLDER, '../../package.json'), 'utf8')) as {
      version: string
    }
    expect(await indexsim(['--version'])).toEqual({
      exitCode: 0,
      stdout: `${manifest.version}\n`,
      stderr: '',
    })
  })

  it.concurrent.each([[['--help']], [['demo', '--help']], [['help', 'demo']]])(
    'prints help for %j',
    async (args) => {
      const { exitCode, stdout, stderr } = await indexsim(args)
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
      expect(stdout).toMatch(/^Usage: indexsim /)
      expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([])
    },
  )

  it('teaches the demo by examples', async () => {
    const { stdout } = await indexsim(['demo', '--help'])
    expect(stdout).toContain('indexsim demo ./docs --seed 7')
    expect(stdout).toContain('Exit codes: 0')
  })

  it.concurrent.each([
    [[], /^Usage: indexsim /],
    [['dmo'], /unknown command 'dmo'\n\(Did you mean demo\?\)/],
    [['demo', '--what'], /unknown option '--what'/],
    [['demo', 'a', 'b'], /too many arguments/],
    [['demo', '--threads', 'many'], /'many' is invalid. Expected 'auto' or a whole number from 0 to 64/],
    [['demo', '--threads', '65'], /'65' is invalid/],
    [['demo', '--threads'], /argument missing/],
    [['demo', '--seed', '1.5'], /'1.5' is invalid. Expected an integer/],
    [['demo', '--seed', '99999999999999999'], /is invalid/],
    [['load', 'me:pass@localhost'], /There is no folder "\.\.\.@localhost"/],
    [['load', '--url', 'me:pass@localhost:80'], /argument '\.\.\.@localhost:80' is invalid/],
  ])('refuses %j with exit code 2', async (args, message) => {
    const { exitCode, stdout, stderr } = await indexsim(args)
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toMatch(message)
  })
})
