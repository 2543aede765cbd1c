/** The examples as their users run them, and the AWS CLI: a client that knows nothing of the simulator but an address. */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import type { LoadReport } from '../src/index.ts'
import { COMMAND, endAll, serve } from './cli/served.ts'
import { awsCli, curl, pythonWith, type Tool } from './support/tools.ts'

const run = promisify(execFile)
const examples = path.resolve(import.meta.dirname, '../examples')

afterEach(endAll)

/** A case that needs a program; its title says why it is skipped. */
function needs({ missing }: Tool, title: string, test: () => Promise<void>): void {
  it.skipIf(missing !== undefined)(`${title}${missing === undefined ? '' : ` (${missing})`}`, test, 120_000)
}

describe('the examples', () => {
  const python = pythonWith('boto3', 'pytest')
  needs(python, 'pass in Python, with boto3 and pytest', async () => {
    const { stdout } = await run(
      python.command,
      ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', path.join(examples, 'python')],
      {
        env: {
          ...process.env,
          PYTHONDONTWRITEBYTECODE: '1',
          INDEXSIM_COMMAND: `'${process.execPath}' '${COMMAND}'`,
        },
      },
    )
    expect(stdout).toMatch(/^6 passed/m)
  })

  needs(curl(), 'push a document with curl', async () => {
    const { url, end } = await serve('--clock', 'virtual', '--connector', 'docs')
    const { stdout } = await run('sh', [path.join(examples, 'curl/push.sh')], {
      env: { ...process.env, INDEXSIM_URL: url },
    })
    expect(stdout).toBe('D site%2Fa.txt v1\nM site%2Fb.txt\nsearchable\n"status":"searchable"\n')
    expect(await end()).toBe(0)
  })
})

describe('the example in TypeScript', () => {
  it('is put under load from the command line, with and without a quota that throttles it', async () => {
    const folder = mkdtempSync(path.join(examples, '.compiled-'))
    try {
      const scenario = await compiled(folder)
      const load = async (...args: readonly string[]): Promise<LoadReport> => {
        const command = [COMMAND, 'load', '--scenario', scenario, '--facade', 'sdk', '--simulated', '--json']
        const { stdout } = await run(process.execPath, [...command, '--documents', '200', ...args])
        return JSON.parse(stdout) as LoadReport
      }
      const easy = await load('--clients', '2')
      expect(easy).toMatchObject({ units: { completed: 20, failed: 0 }, retries: [], errors: [] })
      expect(easy.indexing?.outcomes).toMatchObject({ indexed: 200 })
      const throttled = await load('--clients', '20', '--quota', 'BatchPutDocument=10/15')
      expect(throttled).toMatchObject({
        units: { completed: 20 },
        retries: [{ name: 'ThrottlingException' }],
      })
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

/** The scenario as JavaScript, for Node versions that load no TypeScript; within the project, where it finds the SDK. */
async function compiled(folder: string): Promise<string> {
  const options = {
    noEmit: false,
    allowJs: false,
    checkJs: false,
    rootDir: '../typescript',
    outDir: '.',
    paths: {},
  }
  writeFileSync(
    path.join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: '../../tsconfig.json',
      compilerOptions: options,
      include: ['../typescript/load-scenario.ts'],
    }),
  )
  await run(process.execPath, [path.resolve(examples, '../node_modules/typescript/bin/tsc'), '-p', folder])
  return path.join(folder, 'load-scenario.js')
}

describe('the AWS CLI', () => {
  const cli = awsCli()

  needs(cli, 'runs a sync job, is refused by name and gets all pages, by its environment alone', async () => {
    const served = await serve('--clock', 'virtual', '--index', 'auto', '--data-source', 'auto')
    const index = served.indices[0]?.id ?? ''
    const source = served.indices[0]?.dataSources[0]?.id ?? ''
    const aws = async (...args: readonly string[]): Promise<Record<string, never>> => {
      const { stdout } = await run(cli.command, ['kendra', ...args, '--output', 'json', '--no-cli-pager'], {
        env: { ...process.env, ...served.env },
      }).catch((error: Error) => {
        // Older versions do not know the option.
        if (!error.message.includes('--no-cli-pager')) throw error
        return run(cli.command, ['kendra', ...args, '--output', 'json'], {
          env: { ...process.env, ...served.env },
        })
      })
      return (stdout === '' ? {} : JSON.parse(stdout)) as Record<string, never>
    }
    const here = ['--index-id', index]
    const { ExecutionId } = await aws('start-data-source-sync-job', ...here, '--id', source)
    const documents = [
      {
        Id: 'a',
        Blob: Buffer.from('text').toString('base64'),
        Attributes: [
          { Key: '_data_source_id', Value: { StringValue: source } },
          { Key: '_data_source_sync_job_execution_id', Value: { StringValue: ExecutionId } },
        ],
      },
    ]
    expect(await aws('batch-put-document', ...here, '--documents', JSON.stringify(documents))).toEqual({
      FailedDocuments: [],
    })
    await aws('stop-data-source-sync-job', ...here, '--id', source)
    await fetch(`${served.url}/_indexsim/clock/settle`, { method: 'POST' })
    expect(
      await aws('batch-get-document-status', ...here, '--document-info-list', '[{"DocumentId":"a"}]'),
    ).toMatchObject({ DocumentStatusList: [{ DocumentId: 'a', DocumentStatus: 'INDEXED' }] })
    expect(await aws('list-data-source-sync-jobs', ...here, '--id', source)).toMatchObject({
      History: [{ ExecutionId, Status: 'SUCCEEDED', Metrics: { DocumentsAdded: '1' } }],
    })
    await expect(aws('describe-index', '--id', '00000000-0000-4000-8000-000000000000')).rejects.toThrow(
      '(ResourceNotFoundException) when calling the DescribeIndex operation',
    )
    const first = await aws('create-data-source', ...here, '--name', 'two', '--type', 'CUSTOM')
    expect(first).toHaveProperty('Id')
    const page = await aws('list-data-sources', ...here, '--max-results', '1')
    const rest = await aws('list-data-sources', ...here, '--next-token', page['NextToken'] ?? '')
    const names = [page, rest].flatMap(({ SummaryItems }) =>
      (SummaryItems as unknown as { Name: string }[]).map(({ Name }) => Name),
    )
    expect(names).toHaveLength(2)
    expect(await served.end()).toBe(0)
  })
})
