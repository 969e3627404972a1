import { meaningOf } from '@coldopen/client'
import { schemaOf, spends, toolDescriptions, toolNames, type AgentTools } from '@coldopen/client/tools'
import { Server } from '@modelcontextprotocol/sdk/server/index.js'
import { CallToolRequestSchema, ListToolsRequestSchema, type CallToolResult } from '@modelcontextprotocol/sdk/types.js'

const listed = toolNames.map(name => ({
  name,
  description: toolDescriptions[name],
  inputSchema: { type: 'object' as const, ...schemaOf(name) },
  annotations: { readOnlyHint: !spends(name), destructiveHint: false, idempotentHint: !spends(name), openWorldHint: spends(name) },
}))

const answer = (text: string, isError = false): CallToolResult => ({ content: [{ type: 'text', text }], ...(isError && { isError }) })

/** The five tools for other assistants, by the Model Context Protocol. Whoever calls them agrees to what they may spend by a limit. */
export const createMcpServer = (tools: AgentTools, version: string): Server => {
  const server = new Server({ name: 'coldopen', version }, { capabilities: { tools: {} } })
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: listed }))
  server.setRequestHandler(CallToolRequestSchema, async (request, extra) => {
    const name = toolNames.find(known => known === request.params.name)
    if (name === undefined) return answer(`not-found: There is no tool ${JSON.stringify(request.params.name)}. There are: ${toolNames.join(', ')}.`, true)
    try {
      return answer(await tools.run(name, request.params.arguments, extra.signal))
    } catch (error) {
      const { code, message } = meaningOf(error, 'the address')
      return answer(`${code}: ${message}`, true)
    }
  })
  return server
}
