/** The wire as the vendor's own client writes and reads it, and the strict profile, which takes what the guide says alone. */
import { describe, expect, it } from 'vitest'
import { bytesOf, CONNECTOR, textDocument } from '../open-connector.ts'
import {
  BASE,
  documentsOf,
  field,
  file,
  messageOf,
  openWire,
  type OpenWire,
  type Parameter,
  withQuery,
} from './wire-requests.ts'

/** Every command with parameters that are right, and whether it is a read. */
const COMMANDS: readonly (readonly [command: string, isRead: boolean, parameters: readonly Parameter[]])[] = [
  ['ping', true, []],
  ['get_current_session_id', true, []],
  ['get_documents_status', true, [['PAPI_uri', 'a']]],
  ['get_checkpoint', true, [['PAPI_name', 'n']]],
  ['get_checkpoint_info', true, [['PAPI_name', 'n']]],
  ['enumerate_checkpoints_info', true, []],
  ['enumerate_stated_checkpoints_info', true, [['PAPI_showSynchronizedOnly', 'false']]],
  ['enumerate_synced_entries', true, enumeration('', 'RECURSIVE_DOCUMENTS')],
  ['count_synced_entries', true, enumeration('', 'RECURSIVE_DOCUMENTS')],
  ['counted_synced_entries', true, enumeration('', 'RECURSIVE_DOCUMENTS')],
  ['are_documents_searchable', true, [['PAPI_serial', '1']]],
  ['delete_documents', false, [['PAPI_uri', 'a']]],
  ['delete_documents_root_path', false, [['PAPI_rootPath', 'x']]],
  ['set_checkpoint', false, [['PAPI_checkpoint', 'c']]],
  ['clear_all_checkpoints', false, []],
  ['sync', false, []],
  ['trigger_indexing_job', false, []],
]

describe('the path of a command', () => {
  it('[papi.wire.path] is /papi/4/connectors/<connector>/<command>, on whatever host', async () => {
    const { sim } = openWire()
    const path = `/papi/4/connectors/${CONNECTOR}/ping`
    for (const url of [
      `http://sim${path}`,
      `https://127.0.0.1:10002${path}`,
      path,
      new URL(`http://a.b${path}`),
    ])
      expect((await sim.fetch(url)).status).toBe(200)
    expect(sim.calls.map(({ operation }) => operation)).toEqual(['ping', 'ping', 'ping', 'ping'])
  })

  it.each([
    ['my connector', 'my+connector'],
    ['my connector', 'my%20connector'],
    ['a+b', 'a%2Bb'],
    ['a/b', 'a%2Fb'],
    ['50 %', '50+%25'],
    ['été', '%C3%A9t%C3%A9'],
    ['a?b#c&d=e', 'a%3Fb%23c%26d%3De'],
  ])('[papi.wire.connector-name] says %j as %s', async (name, encoded) => {
    const { sim } = openWire()
    await sim.papi.connector(name).addDocument({ uri: 'a', stamp: name })
    const response = await sim.fetch(
      `http://sim/papi/4/connectors/${encoded}/get_documents_status?PAPI_uri=a`,
      {
        method: 'POST',
      },
    )
    expect([response.status, await response.text()]).toEqual([200, `D a ${name}\n`])
  })
})

describe('OPTIONS', () => {
  it.each(['http://sim/papi/4/connectors/sharepoint/ping', 'http://sim/papi/', 'http://sim/papi/9/none'])(
    '[papi.wire.options] is answered with 200 at %s, and is no call',
    async (url) => {
      const { sim } = openWire({ papi: { credentials: { login: 'me', password: 'secret' } } })
      const response = await sim.fetch(url, { method: 'OPTIONS' })
      expect([response.status, await response.text()]).toEqual([200, ''])
      expect([response.headers.get('allow'), sim.calls.length]).toEqual(['GET, POST, OPTIONS', 0])
    },
  )

  it.each(['http://sim/', 'http://sim/*', '*'])(
    '[papi.wire.options] is answered with 200 at %s, for the client sends `OPTIONS *` first of all',
    async (url) => {
      const { sim } = openWire()
      expect((await sim.fetch(url, { method: 'OPTIONS' })).status).toBe(200)
    },
  )
})

describe('the methods', () => {
  const grid = (['vendor-client', 'strict'] as const).flatMap((profile) =>
    COMMANDS.flatMap(([command, isRead, parameters]) =>
      ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD'].map((method) => {
        const allowed = !isRead ? ['POST'] : profile === 'strict' ? ['GET'] : ['GET', 'POST']
        return [profile, method, command, allowed.includes(method) ? 200 : 405, parameters, allowed] as const
      }),
    ),
  )

  it.each(grid)(
    '[papi.wire.methods] of profile %s answer %s %s with %i',
    async (profile, method, ...rest) => {
      const [command, status, parameters, allowed] = rest
      const { sim, send } = openWire({ papi: { profile } })
      const answer = await send(method, withQuery(command, parameters))
      expect(answer.status).toBe(status)
      if (status === 200) return
      expect(messageOf(answer.text)).toBe(
        `the method ${method} is not allowed here; expected ${allowed.join(' or ')}`,
      )
      expect(sim.calls).toMatchObject([{ operation: command, error: { name: 'PushAPIException' } }])
    },
  )

  it.each([
    ['vendor-client', 'add_documents'],
    ['vendor-client', 'update_documents'],
    ['strict', 'add_documents'],
    ['strict', 'update_documents'],
  ] as const)('[papi.wire.methods] of profile %s take %s with POST alone', async (profile, command) => {
    const { papi, push, send } = openWire({ papi: { profile } })
    papi.seed([{ uri: 'a' }])
    expect((await push(command, [field('PAPI_0:uri', 'a')])).status).toBe(200)
    expect((await send('GET', command)).status).toBe(405)
    expect((await send('PUT', command)).status).toBe(405)
  })
})

describe('an empty list', () => {
  const lists = ['get_documents_status', 'delete_documents']

  it.each(lists)('[papi.wire.empty-list] of %s is answered with an empty 200', async (command) => {
    const { sim, vendor } = openWire()
    expect(await vendor(command)).toMatchObject({ status: 200, text: '' })
    expect(sim.calls).toMatchObject([{ input: { uris: [] }, error: undefined }])
  })

  it.each(lists)('[papi.wire.empty-list] of %s is refused by a strict server', async (command) => {
    const { send } = openWire({ papi: { profile: 'strict' } })
    const answer = await send(command === 'delete_documents' ? 'POST' : 'GET', command)
    expect(answer.status).toBe(400)
    expect(messageOf(answer.text)).toBe('the parameter PAPI_uri is missing')
  })

  it.each(['add_documents', 'update_documents'])(
    '[papi.wire.empty-list] of %s is a form without parts, which a strict server refuses',
    async (command) => {
      expect(await openWire().push(command, [])).toMatchObject({ status: 200, text: '' })
      const answer = await openWire({ papi: { profile: 'strict' } }).push(command, [])
      expect(answer.status).toBe(400)
      expect(messageOf(answer.text)).toBe('the form is empty; expected documents')
    },
  )
})

describe('get_documents_status', () => {
  it('answers one line for each URI in the order of the request, duplicates too', async () => {
    const { papi, vendor } = openWire()
    papi.seed([textDocument('b/c', 'v1'), { uri: 'none' }])
    const answer = await vendor('get_documents_status', [
      ['PAPI_uri', 'z'],
      ['PAPI_uri', 'b/c'],
      ['PAPI_uri', 'none'],
      ['PAPI_uri', 'z'],
      ['PAPI_uri', 'b/c'],
    ])
    expect(answer).toMatchObject({ status: 200, text: 'M z\nD b%2Fc v1\nD none \nM z\nD b%2Fc v1\n' })
  })

  it.each([
    ['v 1 ', 'D a v 1 \n'],
    ['  v1', 'D a   v1\n'],
    ['+%20&', 'D a +%20&\n'],
    ['a\r\nb\\n', 'D a a\\r\\nb\\n\n'],
    ['', 'D a \n'],
    ['\ufeffé', 'D a \ufeffé\n'],
  ])('puts one space before the stamp %j, which is not encoded', async (stamp, line) => {
    const { sim, papi } = openWire()
    papi.seed([{ uri: 'a', stamp }])
    const response = await sim.fetch(`${BASE}/get_documents_status?PAPI_uri=a`, { method: 'POST' })
    expect(Buffer.from(await response.arrayBuffer())).toEqual(Buffer.from(line))
  })

  it('answers the same however the request has encoded the URI', async () => {
    const { sim, papi } = openWire()
    papi.seed([{ uri: "a b/c&d=e+f%é*~'" }])
    const line = 'D a+b%2Fc%26d%3De%2Bf%25%C3%A9*%7E%27 \n'
    for (const encoded of ['a+b%2Fc%26d%3De%2Bf%25%C3%A9*%7E%27', "a%20b/c%26d=e%2bf%25%c3%a9*~'"]) {
      const response = await sim.fetch(`${BASE}/get_documents_status?PAPI_uri=${encoded}`, { method: 'POST' })
      expect(await response.text()).toBe(line)
    }
  })
})

describe('parameters', () => {
  it('[papi.wire.parameters] stand in the URL, in a form, or in both', async () => {
    const { sim, send } = openWire()
    const form = { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' }
    const replies = await Promise.all([
      send('GET', 'get_documents_status?PAPI_uri=a+b&PAPI_uri=c%20d'),
      send('POST', 'get_documents_status', { headers: form, body: 'PAPI_uri=a+b&PAPI_uri=c%20d' }),
      send('POST', 'get_documents_status?PAPI_uri=a+b', { headers: form, body: 'PAPI_uri=c%20d' }),
      send('POST', 'get_documents_status', { body: new URLSearchParams({ PAPI_uri: 'é' }) }),
      send('POST', 'get_documents_status', { headers: form, body: 'PAPI_uri=é' }),
    ])
    expect(replies.map(({ text }) => text)).toEqual([
      'M a+b\nM c+d\n',
      'M a+b\nM c+d\n',
      'M a+b\nM c+d\n',
      'M %C3%A9\n',
      'M %C3%A9\n',
    ])
    expect(sim.calls.every(({ error }) => error === undefined)).toBe(true)
  })

  it('[papi.wire.parameters] stand in a multipart form too, beside no documents', async () => {
    const { sim, push } = openWire()
    const answer = await push('set_checkpoint', [
      field('PAPI_checkpoint', '\ufeffraw é+%20'),
      file('PAPI_name', 'n'),
    ])
    expect(answer).toMatchObject({ status: 200, text: '0' })
    expect(sim.calls[0]?.input).toEqual({ checkpoint: '\ufeffraw é+%20', name: 'n', sync: false })
  })

  it('[papi.wire.parameters] that no command knows are passed over, and a name may have no value', async () => {
    const { send } = openWire()
    const answer = await send('GET', 'get_documents_status?x=1&&PAPI_uri&=&PAPI_other=%C3%A9')
    expect(answer).toMatchObject({ status: 200, text: 'M \n' })
  })

  it.each<[string, readonly Parameter[], string]>([
    ['set_checkpoint', [['PAPI_name', 'n']], 'the parameter PAPI_checkpoint is missing'],
    ['delete_documents_root_path', [], 'the parameter PAPI_rootPath is missing'],
    ['are_documents_searchable', [], 'the parameter PAPI_serial is missing'],
    ['enumerate_synced_entries', [['PAPI_mode', 'RECURSIVE_DOCUMENTS']], 'PAPI_rootPath is missing'],
    ['count_synced_entries', [['PAPI_rootPath', '']], 'PAPI_mode or PAPI_enumerationMode is missing'],
    [
      'get_checkpoint',
      [
        ['PAPI_name', 'a'],
        ['PAPI_name', 'a'],
      ],
      'PAPI_name is given 2 times',
    ],
    ['get_checkpoint_info', [['PAPI_showSynchronizedOnly', 'yes']], 'PAPI_showSynchronizedOnly is "yes"'],
    ['are_documents_searchable', [['PAPI_serial', '-1']], 'serial is "-1"; expected a serial'],
    ['enumerate_synced_entries', enumeration('', 'ALL'), 'mode is "ALL"; expected one of NOT_RECURSIVE_'],
  ])(
    '[papi.wire.parameters-needed] have to be there and right: %s of %j',
    async (command, given, message) => {
      const answer = await openWire().vendor(command, given)
      expect(answer.status).toBe(400)
      expect(messageOf(answer.text)).toContain(message)
    },
  )
})

describe('enumerations', () => {
  const documents = ['a/1', 'a/2', 'b'].map((uri, n) => ({ uri, stamp: `v${n}` }))

  it.each(
    ['count_synced_entries', 'counted_synced_entries'].flatMap((command) =>
      ['PAPI_mode', 'PAPI_enumerationMode'].map((mode) => [command, mode]),
    ),
  )('[papi.wire.spellings] are counted by %s with %s', async (command, mode) => {
    const { papi, vendor } = openWire()
    papi.seed(documents)
    const count = await vendor(command as string, [
      ['PAPI_rootPath', ''],
      [mode as string, 'NOT_RECURSIVE_ALL'],
    ])
    expect(count).toMatchObject({ status: 200, text: '2' })
  })

  it('[papi.wire.spellings] take one of the two names of the mode', async () => {
    const { papi, vendor } = openWire()
    papi.seed(documents)
    const root: Parameter = ['PAPI_rootPath', 'a']
    const mode = 'RECURSIVE_DOCUMENTS'
    const lines = 'D a%2F1 v0\nD a%2F2 v1\n'
    expect((await vendor('enumerate_synced_entries', [root, ['PAPI_mode', mode]])).text).toBe(lines)
    expect((await vendor('enumerate_synced_entries', [root, ['PAPI_enumerationMode', mode]])).text).toBe(
      lines,
    )
    const both = await vendor('enumerate_synced_entries', [
      root,
      ['PAPI_mode', mode],
      ['PAPI_enumerationMode', mode],
    ])
    expect(both.status).toBe(400)
    expect(messageOf(both.text)).toBe('the parameter PAPI_mode is given 2 times')
  })

  it('[papi.wire.folder-marker] mark folders with F, or with the letter of the option', async () => {
    const ask = async (wire: OpenWire): Promise<string> => {
      wire.papi.seed(documents)
      return (await wire.vendor('enumerate_synced_entries', enumeration('', 'NOT_RECURSIVE_ALL'))).text
    }
    expect(await ask(openWire())).toBe('F a\nD b v2\n')
    expect(await ask(openWire({ papi: { folderMarker: 'K' } }))).toBe('K a\nD b v2\n')
  })

  it('are an empty text where nothing is synced', async () => {
    const { papi, vendor } = openWire()
    await papi.addDocument({ uri: 'a' })
    const asked = enumeration('', 'RECURSIVE_DOCUMENTS')
    expect((await vendor('enumerate_synced_entries', asked)).text).toBe('')
    expect((await vendor('count_synced_entries', asked)).text).toBe('0')
  })
})

describe('delete_documents_root_path', () => {
  it.each<[string, readonly Parameter[], string[]]>([
    ['takes the whole tree without PAPI_recursive', [], ['b']],
    ['takes the whole tree with PAPI_recursive=true', [['PAPI_recursive', 'true']], ['b']],
    ['leaves what lies deeper with PAPI_recursive=false', [['PAPI_recursive', 'false']], ['a/x/2', 'b']],
  ])('[papi.wire.recursive] %s', async (_, recursive, left) => {
    const { sim, papi, vendor } = openWire()
    papi.seed(['a/1', 'a/x/2', 'b'].map((uri) => ({ uri })))
    const answer = await vendor('delete_documents_root_path', [['PAPI_rootPath', 'a'], ...recursive])
    expect(answer).toMatchObject({ status: 200, text: '' })
    await sim.settle()
    expect(sim.documents().map(({ id }) => id)).toEqual(left)
  })
})

describe('add_documents', () => {
  it('[papi.wire.document-fields] groups the fields by the id in their names, metas before the URI too', async () => {
    const { sim, push } = openWire()
    const answer = await push('add_documents', [
      field('PAPI_4c1f09ab77e3:meta:author', 'Ada'),
      field('PAPI_4c1f09ab77e3:meta:author', 'Grace é'),
      field('PAPI_b:stamp', 'v2'),
      field('PAPI_4c1f09ab77e3:meta:a:b', ''),
      field('PAPI_4c1f09ab77e3:uri', 'a b+c%20/é'),
      file('PAPI_b:part_bytes:master', 'text'),
      field('PAPI_b:part_directive:master:mime', 'text/plain'),
      field('PAPI_b:part_directive:master:filename', 'a.txt'),
      field('PAPI_b:uri', 'b'),
      field('PAPI_b:forcedDid', '7'),
      field('PAPI_b:forcedSlice', '0'),
      field('PAPI_4c1f09ab77e3:stamp', 'v1'),
      field('PAPI_4c1f09ab77e3:directive:datamodel_class', 'document'),
    ])
    expect(answer).toMatchObject({ status: 200, text: '' })
    expect(sim.calls[0]?.input).toEqual({
      documents: [
        {
          uri: 'a b+c%20/é',
          stamp: 'v1',
          metas: { author: ['Ada', 'Grace é'], 'a:b': [''] },
          parts: [],
          directives: { datamodel_class: 'document' },
          forcedDid: undefined,
          forcedSlice: undefined,
        },
        {
          uri: 'b',
          stamp: 'v2',
          metas: undefined,
          parts: [
            {
              name: 'master',
              bytes: bytesOf('text'),
              directives: { mime: 'text/plain', filename: 'a.txt' },
            },
          ],
          directives: undefined,
          forcedDid: '7',
          forcedSlice: '0',
        },
      ],
    })
  })

  it.each(['0', '7f', 'DEADBEEF', 'a-b', ''])(
    '[papi.wire.document-fields] takes any id without a colon, as %j',
    async (id) => {
      const { sim, push } = openWire()
      await push('add_documents', [field(`PAPI_${id}:uri`, 'a')])
      expect(sim.documents().map((document) => document.id)).toEqual(['a'])
    },
  )

  it('[papi.wire.document-fields] adds documents in the order in which their ids come up, numbers too', async () => {
    const { sim, push } = openWire()
    const parts = ['10', '2', 'z', '1'].map((id) => field(`PAPI_${id}:uri`, `doc ${id}`))
    await push('add_documents', parts)
    expect(sim.documents().map(({ id }) => id)).toEqual(['doc 10', 'doc 2', 'doc z', 'doc 1'])
  })

  it('[papi.wire.document-fields] passes the directive `field` of an update on as names of metas', async () => {
    const { sim, papi, push } = openWire()
    papi.seed([{ uri: 'a', metas: { author: 'Ada', group: 'x', size: '1' } }])
    await push('update_documents', [
      field('PAPI_0:directive:field', 'author'),
      field('PAPI_0:directive:field', 'group'),
      field('PAPI_0:meta:group', 'y'),
      field('PAPI_0:uri', 'a'),
    ])
    expect(sim.calls[0]?.input).toMatchObject({ updates: [{ uri: 'a', fields: ['author', 'group'] }] })
    expect(sim.document(CONNECTOR, 'a')?.attributes).toEqual({ group: ['y'], size: ['1'] })
  })

  const EVERY_BYTE = Uint8Array.from({ length: 512 }, (_, n) => n % 256)
  const bodies: readonly (readonly [string, Uint8Array])[] = [
    ['every byte', EVERY_BYTE],
    ['no byte', new Uint8Array()],
    ['line breaks at both ends', bytesOf('\r\n\r\nx\r\n\r\n')],
    ['what looks like a boundary', bytesOf('--\r\n--x\r\n------boundar\r\n--')],
    ['a byte order mark', Uint8Array.of(0xef, 0xbb, 0xbf, 0x61)],
    ['half a character', Uint8Array.of(0x61, 0xc3)],
  ]

  it.each(bodies)('[papi.wire.part-bytes] keeps %s, with and without a file name', async (_, bytes) => {
    const { sim, push } = openWire()
    await push('add_documents', [
      field('PAPI_0:uri', 'a'),
      field('PAPI_0:part_bytes:plain', bytes),
      file('PAPI_0:part_bytes:file', bytes),
      file('PAPI_0:part_bytes', bytes),
    ])
    expect(documentsOf(sim.calls[0]?.input)[0]?.parts).toEqual([
      { name: 'plain', bytes, directives: undefined },
      { name: 'file', bytes, directives: undefined },
      { name: 'master', bytes, directives: undefined },
    ])
  })

  it('[papi.wire.part-bytes] indexes the bytes that came', async () => {
    const { sim, papi, push } = openWire()
    const html = '<title>A page</title><p>Text'
    await push('add_documents', [
      field('PAPI_0:part_directive:master:mime', 'text/html'),
      file('PAPI_0:part_bytes:master', html),
      field('PAPI_0:uri', 'wire'),
    ])
    await papi.addDocument({
      uri: 'object',
      parts: [{ bytes: bytesOf(html), directives: { mime: 'text/html' } }],
    })
    await sim.settle()
    const wire = sim.document(CONNECTOR, 'wire')
    expect(wire).toMatchObject({ title: 'A page', status: 'searchable' })
    expect(wire?.digest).toBe(sim.document(CONNECTOR, 'object')?.digest)
  })

  it.each([
    ['a \\"b\\"', 'a "b"'],
    ['a\\\\b', 'a\\b'],
    ['a\\\\', 'a\\'],
    ['a%22b', 'a%22b'],
    ["a'b;c=d", "a'b;c=d"],
    ['été', 'été'],
  ])('[papi.wire.quoted-names] reads the name %s as %j', async (written, name) => {
    const { sim, push } = openWire()
    const answer = await push('add_documents', [
      field('PAPI_0:uri', 'a'),
      field(`PAPI_0:meta:${written}`, 'value'),
    ])
    expect(answer.status).toBe(200)
    expect(sim.document(CONNECTOR, 'a')?.attributes).toEqual({ [name]: ['value'] })
  })

  it('takes header names in any case, names without quotes, and a quoted boundary', async () => {
    const { sim, send } = openWire()
    const body = '--b b\r\nCONTENT-disposition:form-data;name=PAPI_0:uri\r\n\r\na\r\n--b b--'
    const headers = { 'content-type': 'Multipart/Form-Data; charset=utf-8; boundary="b b"' }
    expect((await send('POST', 'add_documents', { headers, body })).status).toBe(200)
    expect(sim.documents().map(({ id }) => id)).toEqual(['a'])
  })
})

describe('a session', () => {
  const uri = field('PAPI_0:uri', 'a')

  it('[papi.wire.session] is answered in decimal digits, and stands in the URL of every command', async () => {
    const { vendor, push } = openWire()
    const { text: session } = await vendor('get_current_session_id')
    expect(session).toMatch(/^\d{19}$/)
    expect((await push(`add_documents?PAPI_session=${session}`, [uri])).status).toBe(200)
    for (const [command, , parameters] of COMMANDS)
      expect((await vendor(command, [...parameters, ['PAPI_session', session]])).status).toBe(200)
  })

  it.each<[string, (wire: OpenWire, session: string) => Promise<{ status: number; text: string }>]>([
    ['in the URL of a form', ({ push }, id) => push(`add_documents?PAPI_session=${id}`, [uri])],
    ['as a field of a form', ({ push }, id) => push('add_documents', [uri, field('PAPI_session', id)])],
    ['in the URL of a command', ({ vendor }, id) => vendor('sync', [['PAPI_session', id]])],
    ['in the URL of a read', ({ vendor }, id) => vendor('get_documents_status', [['PAPI_session', id]])],
    [
      'in a form-encoded body',
      ({ send }, id) => send('POST', 'delete_documents', { body: new URLSearchParams({ PAPI_session: id }) }),
    ],
  ])('[papi.wire.session] from before a restart is refused %s', async (_, ask) => {
    const wire = openWire()
    const { text: session } = await wire.vendor('get_current_session_id')
    expect((await ask(wire, session)).status).toBe(200)
    wire.sim.restart()
    const before = wire.sim.documents()
    const answer = await ask(wire, session)
    expect(answer.status).toBe(400)
    expect(messageOf(answer.text)).toContain(`the push session ${session} is not the current one`)
    expect(wire.sim.documents()).toEqual(before)
    const { text: next } = await wire.vendor('get_current_session_id')
    expect((await ask(wire, next)).status).toBe(200)
  })

  it('[papi.wire.session] is not needed', async () => {
    const wire = openWire()
    wire.sim.restart()
    expect((await wire.push('add_documents', [uri])).status).toBe(200)
  })

  it.each(['', '0', 'x', '%20'])('[papi.wire.session] is refused where it is %j', async (session) => {
    expect((await openWire().send('POST', `sync?PAPI_session=${session}`)).status).toBe(400)
  })

  it('is refused with the status of the option', async () => {
    const { vendor } = openWire({ papi: { sessionMismatchStatus: 409 } })
    const answer = await vendor('sync', [['PAPI_session', '1']])
    expect(answer.status).toBe(409)
    expect(messageOf(answer.text)).toContain('the push session 1 is not the current one')
  })
})

describe('are_documents_searchable', () => {
  it('[papi.wire.searchable] is answered with true, false and unknown, and no line feed', async () => {
    const { sim, push, vendor } = openWire()
    await push('add_documents', [field('PAPI_0:uri', 'a')])
    const { text: serial } = await vendor('set_checkpoint', [
      ['PAPI_checkpoint', 'c'],
      ['PAPI_name', ''],
      ['PAPI_sync', 'true'],
    ])
    expect(serial).toBe('1')
    const ask = async (of: string): Promise<string> =>
      (await vendor('are_documents_searchable', [['PAPI_serial', of]])).text
    expect(await ask(serial)).toBe('false')
    await vendor('trigger_indexing_job')
    await sim.settle()
    expect([await ask(serial), await ask('18446744073709551615')]).toEqual(['true', 'unknown'])
  })
})

describe('checkpoints', () => {
  it('[papi.wire.checkpoint-lines] are lines of a form-encoded name, a space and the value', async () => {
    const { vendor } = openWire()
    const set = (name: string, value: string): Promise<unknown> =>
      vendor('set_checkpoint', [
        ['PAPI_checkpoint', value],
        ['PAPI_name', name],
      ])
    await set('', 'c 1+%20')
    await set('a b/é', 'x\r\ny\\z')
    await set('empty', '')
    const lines = ' c 1+%20\na+b%2F%C3%A9 x\\r\\ny\\z\nempty \n'
    for (const command of ['enumerate_checkpoints_info', 'enumerate_stated_checkpoints_info']) {
      expect((await vendor(command)).text).toBe('')
      expect((await vendor(command, [['PAPI_showSynchronizedOnly', 'false']])).text).toBe(lines)
    }
    await vendor('sync')
    expect((await vendor('enumerate_checkpoints_info')).text).toBe(lines)
    await vendor('clear_all_checkpoints')
    expect((await vendor('enumerate_checkpoints_info', [['PAPI_showSynchronizedOnly', 'false']])).text).toBe(
      '',
    )
  })

  it('come back raw, one by one: nothing is escaped', async () => {
    const { vendor } = openWire()
    await vendor('set_checkpoint', [['PAPI_checkpoint', 'x\r\n\\n é']])
    const pushed: Parameter = ['PAPI_showSynchronizedOnly', 'false']
    expect((await vendor('get_checkpoint', [['PAPI_name', '']])).text).toBe('')
    expect((await vendor('get_checkpoint_info', [['PAPI_name', '']])).text).toBe('')
    expect((await vendor('get_checkpoint_info', [['PAPI_name', ''], pushed])).text).toBe('x\r\n\\n é')
    await vendor('sync')
    expect((await vendor('get_checkpoint')).text).toBe('x\r\n\\n é')
  })
})

describe('every reply', () => {
  it('[papi.wire.no-cache] has Cache-Control: no-cache, an error and OPTIONS too', async () => {
    const { send, vendor } = openWire({ papi: { credentials: { login: 'me', password: 'secret' } } })
    const headers = { authorization: `Basic ${btoa('me:secret')}` }
    const answers = await Promise.all([
      send('GET', 'ping', { headers }),
      send('POST', 'sync', { headers }),
      send('PUT', 'sync', { headers }),
      send('GET', 'nothing', { headers }),
      send('OPTIONS', 'ping'),
      vendor('ping'),
    ])
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 405, 400, 200, 401])
    expect(new Set(answers.map((answer) => answer.headers.get('cache-control')))).toEqual(
      new Set(['no-cache']),
    )
  })

  it('is empty where nobody looks at it', async () => {
    const { vendor } = openWire()
    for (const command of ['ping', 'sync', 'trigger_indexing_job', 'clear_all_checkpoints'])
      expect(await vendor(command)).toMatchObject({ status: 200, text: '' })
  })
})

describe('an error of the server', () => {
  it('[papi.wire.error-body] is a 500 with an XML body whose message is what the fault rule says', async () => {
    const { sim, vendor } = openWire()
    const message = `Disk <full> & "broken" ]]> 'é' \u{1F4BE}`
    sim.faults.add({
      name: 'disk full',
      on: { facade: 'papi', operation: 'sync' },
      do: { type: 'error', error: 'PushAPIException', message },
    })
    const answer = await vendor('sync')
    expect(answer.status).toBe(500)
    expect(answer.headers.get('content-type')).toBe('application/xml; charset=utf-8')
    expect(messageOf(answer.text)).toBe(message)
  })

  it.each([
    ['a\r\nb\tc', 'a\r\nb\tc'],
    ['a\0b\u001fc', 'a\ufffdb\ufffdc'],
    ['\ufffe\uffff', '\ufffd\ufffd'],
  ])('[papi.wire.error-body] is XML whatever the message has in it, as %j', async (message, read) => {
    const { sim, vendor } = openWire()
    sim.faults.add({
      name: 'odd',
      on: { facade: 'papi', operation: 'sync' },
      do: { type: 'error', error: 'PushAPIException', message },
    })
    expect(messageOf((await vendor('sync')).text)).toBe(read)
  })
})

describe('one document or several', () => {
  it.each<[string, (wire: OpenWire, uris: string[]) => Promise<unknown>, string]>([
    ['add_documents', ({ push }, uris) => push('add_documents', fieldsOf(uris)), 'addDocument'],
    ['update_documents', ({ push }, uris) => push('update_documents', fieldsOf(uris)), 'updateDocument'],
    ['delete_documents', ({ vendor }, uris) => vendor('delete_documents', named(uris)), 'deleteDocument'],
    [
      'get_documents_status',
      ({ vendor }, uris) => vendor('get_documents_status', named(uris)),
      'getDocumentStatus',
    ],
  ])('[papi.wire.one-or-list] are the method for one or the one for a list: %s', async (_, ask, method) => {
    const wire = openWire()
    wire.papi.seed([{ uri: 'a' }, { uri: 'b' }])
    await ask(wire, ['a'])
    await ask(wire, ['a', 'b'])
    await ask(wire, [])
    expect(wire.sim.calls.map(({ operation }) => operation)).toEqual([
      method,
      `${method}List`,
      `${method}List`,
    ])
  })

  function fieldsOf(uris: readonly string[]): ReturnType<typeof field>[] {
    return uris.map((uri, n) => field(`PAPI_${n}:uri`, uri))
  }

  function named(uris: readonly string[]): Parameter[] {
    return uris.map((uri) => ['PAPI_uri', uri])
  }
})

describe('a request that is not understood', () => {
  it('[papi.wire.not-understood] is a 400 and a call that is in the log', async () => {
    const { sim, vendor } = openWire()
    const answer = await vendor('search_documents')
    expect(answer.status).toBe(400)
    expect(messageOf(answer.text)).toMatch(/^there is no command search_documents; there are ping, /)
    expect(sim.calls).toMatchObject([
      { facade: 'papi', operation: 'search_documents', error: { name: 'PushAPIException' } },
    ])
  })

  it('[papi.wire.not-understood] takes simulated time as any call does', async () => {
    const { sim, vendor } = openWire({ latencyMs: 7 })
    const start = sim.clock.now()
    await vendor('search_documents')
    expect(sim.clock.now()).toBe(start + 7)
  })
})

describe('Basic authentication', () => {
  const credentials = { login: 'Ünicode', password: 'pass:wörd ' }
  const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`

  it.each([
    ['no header', 401, undefined],
    ['the right login and password', 200, basic('Ünicode:pass:wörd ')],
    ['the scheme in small letters', 200, basic('Ünicode:pass:wörd ').replace('Basic', 'basic')],
    ['another password', 401, basic('Ünicode:pass')],
    ['another login', 401, basic('me:pass:wörd ')],
    ['no password', 401, basic('Ünicode')],
    ['another scheme', 401, basic('Ünicode:pass:wörd ').replace('Basic', 'Bearer')],
    ['no base64', 401, 'Basic Ünicode'],
    ['nothing after the scheme', 401, 'Basic'],
  ])('[papi.wire.authentication] with %s is answered with %i', async (_, status, authorization) => {
    const { sim, push } = openWire({ papi: { credentials } })
    const headers: Record<string, string> = authorization === undefined ? {} : { authorization }
    const response = await sim.fetch(`${BASE}/sync`, { method: 'POST', headers })
    expect(response.status).toBe(status)
    if (status === 200) return
    expect(response.headers.get('www-authenticate')).toMatch(/^Basic realm="[^"]+"/)
    expect(messageOf(await response.text())).toBe('login and password are missing or wrong')
    expect((await push('add_documents', [field('PAPI_0:uri', 'a')])).status).toBe(401)
    expect(sim.documents()).toEqual([])
  })

  it('[papi.wire.authentication] is asked for before anything else is looked at', async () => {
    const { sim, send } = openWire({ papi: { credentials } })
    expect((await send('PUT', 'nothing')).status).toBe(401)
    expect((await sim.fetch('http://sim/papi/4/connectors/none/ping')).status).toBe(401)
    expect((await sim.fetch('http://sim/papi/')).status).toBe(401)
  })

  it('[papi.wire.authentication] is not asked for without credentials, whatever a client sends', async () => {
    const { send } = openWire()
    const headers = { authorization: basic('me:secret'), 'x-connector-type': 'my.Connector' }
    expect((await send('POST', 'sync', { headers })).status).toBe(200)
  })
})

function enumeration(rootPath: string, mode: string): Parameter[] {
  return [
    ['PAPI_rootPath', rootPath],
    ['PAPI_mode', mode],
  ]
}
