import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { toolNames } from '@coldopen/client/tools'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { expect, test } from 'vitest'
import { openDesk, type Desk } from './desk.ts'

/** Another assistant: a client of the protocol's own, which starts `coldopen mcp` as a process and talks by its standard input and output. */
const connect = async (desk: Desk, more: Readonly<Record<string, string | undefined>> = {}) => {
  const given = { PATH: process.env['PATH'], HOME: desk.cwd, COLDOPEN_DATA: desk.data, COLDOPEN_PROVIDER: 'sample', NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'], ...more }
  const env = Object.fromEntries(Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
  const program = fileURLToPath(new URL('../bin/coldopen.js', import.meta.url))
  const client = new Client({ name: 'a test', version: '1' })
  await client.connect(new StdioClientTransport({ command: process.execPath, args: [program, 'mcp', '--speed', '1000000', desk.cwd], env }))
  const call = async (name: string, args: Record<string, unknown> = {}) => {
    const { content, isError } = await client.callTool({ name, arguments: args })
    return { text: JSON.stringify(content), isError: isError === true, json: () => JSON.parse(textIn(content)) }
  }
  return { client, call, [Symbol.asyncDispose]: () => client.close() }
}

const textIn = (content: unknown): string => {
  const [first]: unknown[] = Array.isArray(content) ? content : []
  return typeof first === 'object' && first !== null && 'text' in first && typeof first.text === 'string' ? first.text : ''
}

test('another assistant sees the five tools of `coldopen mcp`, drafts with them, and reads what was drafted', async () => {
  await using desk = await openDesk()
  await using mcp = await connect(desk)
  expect(mcp.client.getServerVersion()).toMatchObject({ name: 'coldopen', version: expect.stringMatching(/^\d+\.\d+\.\d+$/) })
  const { tools } = await mcp.client.listTools()
  expect(tools.map(tool => [tool.name, tool.annotations?.readOnlyHint])).toEqual(toolNames.map(name => [name, !name.includes('draft')]))

  const drafted = await mcp.call('draft_segments', { idea: 'A lighthouse keeper', segments: 3, wait_seconds: 100 })
  expect(drafted.json()).toMatchObject({ status: 'completed' })
  expect((await mcp.call('list_segments')).json()).toMatchObject({ total: 3, missing: '' })
  expect((await mcp.call('read_segment', { segment: 2 })).json()).toMatchObject({ segment: 2, text: expect.stringContaining('##') })
  expect((await mcp.call('check_script')).json()).toMatchObject({ ok: true })
})

test('what cannot be done is told with its code, nothing is spent without a limit, and the server goes on', async () => {
  await using desk = await openDesk()
  await using mcp = await connect(desk, desk.paid)
  expect(await mcp.call('list_segments')).toMatchObject({ isError: true, text: expect.stringContaining('not-found: ') })
  expect(await mcp.call('read_segment', { segment: 'two' })).toMatchObject({ isError: true, text: expect.stringContaining('invalid-input: read_segment') })
  expect(await mcp.call('list_segments', { script: '../../etc' })).toMatchObject({ isError: true, text: expect.stringContaining('forbidden: ') })
  expect(await mcp.call('erase_disk')).toMatchObject({ isError: true, text: expect.stringContaining('list_segments') })
  expect(await mcp.call('draft_segments', { idea: 'A lighthouse keeper', segments: 3 })).toMatchObject({ isError: true, text: expect.stringContaining('Ask its user') })
  expect(desk.fake.requests).toEqual([])
  expect((await mcp.client.listTools()).tools).toHaveLength(5)
})

test('a script that a terminal drafts is not written by an assistant too: it is told so, and goes on with it once the terminal has let go', async () => {
  await using desk = await openDesk()
  await using mcp = await connect(desk)
  const drafting = desk.start(['draft', 'movie', 'A lighthouse keeper', '--segments', '40', '--speed', '1000'])
  await drafting.says(/^## 3\. /m)
  const [name = ''] = await readdir(join(desk.cwd, 'drafts'))
  const script = join('drafts', name)
  expect(await mcp.call('draft_segments', { script })).toMatchObject({ isError: true, text: expect.stringContaining('conflict: Another window, terminal or assistant writes the files of this draft') })
  drafting.process.kill('SIGINT')
  const stopped = await drafting.ended
  expect(stopped.code).toBe(130)
  expect(stopped.stderr).not.toContain('was edited by you')
  expect((await mcp.call('draft_segments', { script, wait_seconds: 100 })).json()).toMatchObject({ status: 'completed' })
  expect((await mcp.call('list_segments')).json()).toMatchObject({ total: 40, missing: '' })
})
