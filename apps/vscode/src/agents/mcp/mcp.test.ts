import { fileURLToPath } from 'node:url'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { expect, test } from 'vitest'
import { openDesk } from '../testing/open-desk.ts'
import { toolNames } from '../tool-names.ts'

/** A real client and the MCP server as a process of its own, over its standard input and output. */
async function connect(desk: Awaited<ReturnType<typeof openDesk>>) {
  const env = { PATH: process.env['PATH'] ?? '', COLDOPEN_URL: desk.server.url, COLDOPEN_TOKEN: desk.server.token, COLDOPEN_PROVIDER: 'sample', COLDOPEN_VERSION: '1.2.3' }
  const transport = new StdioClientTransport({ command: process.execPath, args: [fileURLToPath(new URL('main.ts', import.meta.url)), '--speed', '1000000', desk.folder], env })
  const client = new Client({ name: 'a test', version: '1' })
  await client.connect(transport)
  const call = async (name: string, args: Record<string, unknown> = {}) => {
    const { content, isError } = await client.callTool({ name, arguments: args })
    const [first] = content as { type: string; text: string }[]
    return { text: first?.text ?? '', isError: isError === true }
  }
  return { client, call, [Symbol.asyncDispose]: () => client.close() }
}

test('another assistant sees the five tools by MCP, drafts with them, and reads what was drafted', async () => {
  await using desk = await openDesk()
  await using mcp = await connect(desk)
  expect(mcp.client.getServerVersion()).toMatchObject({ name: 'coldopen', version: '1.2.3' })
  const { tools } = await mcp.client.listTools()
  expect(tools.map(tool => [tool.name, tool.annotations?.readOnlyHint])).toEqual(toolNames.map(name => [name, !name.includes('draft')]))

  const drafted = await mcp.call('draft_segments', { idea: 'A lighthouse keeper', segments: 3, wait_seconds: 50 })
  expect(JSON.parse(drafted.text)).toMatchObject({ status: 'completed' })
  expect(JSON.parse((await mcp.call('list_segments')).text)).toMatchObject({ total: 3, missing: '' })
  expect(JSON.parse((await mcp.call('read_segment', { segment: 2 })).text)).toMatchObject({ segment: 2, text: expect.stringContaining('##') })
  expect(JSON.parse((await mcp.call('check_script')).text)).toMatchObject({ ok: true })
}, 60_000)

test('what cannot be done is told the assistant with its code, and the server goes on', async () => {
  await using desk = await openDesk()
  await using mcp = await connect(desk)
  expect(await mcp.call('list_segments')).toMatchObject({ isError: true, text: expect.stringMatching(/^not-found: /) })
  expect(await mcp.call('read_segment', { segment: 'two' })).toMatchObject({ isError: true, text: expect.stringMatching(/^invalid-input: read_segment/) })
  expect(await mcp.call('list_segments', { script: '../../etc' })).toMatchObject({ isError: true, text: expect.stringMatching(/^forbidden: /) })
  expect(await mcp.call('erase_disk')).toMatchObject({ isError: true, text: expect.stringContaining('list_segments') })
  expect((await mcp.client.listTools()).tools).toHaveLength(5)
})
