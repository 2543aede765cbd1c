/** The control routes as an OpenAPI 3.1 document, made of the schemas that check them. */
import { z } from 'zod'
import type { Route } from './route.ts'
import { routes } from './routes.ts'

let made: object | undefined

/** The document, the same each time. */
export function openApiDocument(): object {
  made ??= {
    openapi: '3.1.0',
    info: {
      title: 'The control routes of indexsim',
      version: '1',
      description:
        'How a test in any language looks at a simulator that is served on a socket, and moves its time. Whatever is refused is a problem in JSON.',
    },
    servers: [{ url: '/_indexsim' }],
    paths: pathsOf(routes()),
    components: { schemas: { Problem: problemSchema } },
  }
  return made
}

const problemSchema = {
  type: 'object',
  required: ['status', 'name', 'message', 'code'],
  properties: {
    status: { type: 'integer' },
    name: { type: 'string', description: 'The name of the error.' },
    message: { type: 'string' },
    code: { type: 'string', description: 'The same for all errors of a kind.' },
    routes: {
      type: 'array',
      items: { type: 'string' },
      description: 'Where nothing is there: what there is.',
    },
  },
}

function pathsOf(all: readonly Route[]): Record<string, object> {
  const paths: Record<string, Record<string, object>> = {}
  for (const route of all) (paths[`/${route.path}`] ??= {})[route.method.toLowerCase()] = operationOf(route)
  return paths
}

function operationOf({
  method,
  path,
  summary,
  query,
  body,
  isBodyOptional,
  status = 200,
  reply,
}: Route): object {
  const parameters = [
    ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
      name,
      in: 'path',
      required: true,
      schema: { type: 'string' },
    })),
    ...(query === undefined ? [] : queryParameters(query)),
  ]
  const isText = path === 'trace'
  const replySchema = { schema: isText ? { type: 'string' } : schemaOf(reply, 'output') }
  return {
    operationId: `${method.toLowerCase()}-${path.replaceAll(/[{}]/g, '').replaceAll('/', '-')}`,
    summary,
    ...(parameters.length > 0 && { parameters }),
    ...(body !== undefined && {
      requestBody: {
        required: isBodyOptional !== true,
        content: { 'application/json': { schema: schemaOf(body, 'input') } },
      },
    }),
    responses: {
      [String(status)]: {
        description: 'It is done.',
        content: isText
          ? { 'application/x-ndjson': replySchema, 'text/event-stream': replySchema }
          : { 'application/json': replySchema },
      },
      default: {
        description: 'It was refused, and nothing has changed.',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  }
}

function queryParameters(query: z.ZodObject): object[] {
  const { properties = {} } = schemaOf(query, 'input') as { properties?: Record<string, object> }
  return Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', schema }))
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _, ...json } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      // A function has no form in JSON.
      delete jsonSchema.properties?.['where']
    },
  })
  return json
}
