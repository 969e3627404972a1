import { chat, EventEmitter, l10n, LanguageModelTextPart, LanguageModelToolResult, lm, McpStdioServerDefinition, Uri, workspace, type Disposable, type ExtensionContext, type McpServerDefinitionProvider } from 'vscode'
import type { Studio } from '../drafts/studio.ts'
import type { Shell } from '../shell.ts'
import type { AgentTools } from './tools.ts'
import { toolNames } from './tool-names.ts'

/** A signal that a token of the editor's aborts. */
const signalOf = (token: { readonly isCancellationRequested: boolean; readonly onCancellationRequested: (listener: () => void) => Disposable }): AbortSignal => {
  const abort = new AbortController()
  if (token.isCancellationRequested) abort.abort()
  token.onCancellationRequested(() => abort.abort())
  return abort.signal
}

const registerTools = (tools: () => Promise<AgentTools>): Disposable[] =>
  toolNames.map(name =>
    lm.registerTool<object>(name, {
      async prepareInvocation({ input }) {
        const confirmationMessages = await (await tools()).confirm(name, input)
        return confirmationMessages ? { confirmationMessages } : {}
      },
      async invoke({ input }, token) {
        return new LanguageModelToolResult([new LanguageModelTextPart(await (await tools()).run(name, input, signalOf(token)))])
      },
    }),
  )

/** The bundled MCP server, for assistants that take tools by that protocol. It is given what chooses the model only when it starts. */
const registerMcp = (context: ExtensionContext, studio: Studio): Disposable[] => {
  const changed = new EventEmitter<void>()
  const provider: McpServerDefinitionProvider<McpStdioServerDefinition> = {
    onDidChangeMcpServerDefinitions: changed.event,
    provideMcpServerDefinitions() {
      const folders = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => uri.fsPath)
      if (folders.length === 0 || !workspace.isTrusted) return []
      const speed = ['--speed', String(workspace.getConfiguration('coldopen').get('sampleSpeed'))]
      const { version }: { version: string } = context.extension.packageJSON
      return [new McpStdioServerDefinition('Coldopen', process.execPath, [Uri.joinPath(context.extensionUri, 'dist', 'mcp.mjs').fsPath, ...speed, ...folders], { ELECTRON_RUN_AS_NODE: '1', COLDOPEN_VERSION: version }, version)]
    },
    async resolveMcpServerDefinition(definition) {
      const { serverVariables } = await import('../server.ts')
      definition.env = { ...definition.env, ...(await serverVariables(context)), ...(await studio.environment()) }
      return definition
    },
  }
  return [changed, lm.registerMcpServerDefinitionProvider('coldopen', provider), workspace.onDidChangeWorkspaceFolders(() => changed.fire()), workspace.onDidGrantWorkspaceTrust(() => changed.fire())]
}

/** What other assistants of this editor may use: five tools, the same by MCP, and `@coldopen` in the chat. What is behind them is loaded when it is called. */
export const registerAgents = (context: ExtensionContext, shell: Shell, studio: Studio): Disposable[] => {
  let made: Promise<{ tools: AgentTools; answer: ReturnType<typeof import('./participant.ts').createParticipant> }> | undefined
  const agents = () =>
    (made ??= Promise.all([import('./tools.ts'), import('./editor-desk.ts'), import('./participant.ts')]).then(([{ createTools }, { editorDesk }, { createParticipant }]) => {
      const desk = editorDesk(shell.drafts, studio)
      return { tools: createTools(desk), answer: createParticipant({ desk, drafts: shell.drafts }) }
    }))
  const participant = chat.createChatParticipant('coldopen.coldopen', async (request, _context, stream, token) => (await agents()).answer(request, stream, { token, signal: signalOf(token) }))
  participant.iconPath = Uri.joinPath(context.extensionUri, 'media', 'icon.png')
  participant.followupProvider = {
    provideFollowups: result => {
      if (result.metadata?.['command'] === 'status') return []
      return [
        { prompt: '', command: 'status', label: l10n.t('How far is it?') },
        { prompt: '', command: 'check', label: l10n.t('Check the script') },
      ]
    },
  }
  return [...registerTools(async () => (await agents()).tools), ...registerMcp(context, studio), participant]
}
