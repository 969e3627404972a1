import { toolNames } from '@coldopen/client/tool-names'
import type { AgentTools } from '@coldopen/client/tools'
import { chat, EventEmitter, l10n, LanguageModelTextPart, LanguageModelToolResult, lm, Uri, workspace, type Disposable, type ExtensionContext } from 'vscode'
import type { Studio } from '../drafts/studio.ts'
import { say } from '../say.ts'
import type { Shell } from '../shell.ts'
import { createMcpProvider } from './mcp-provider.ts'

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
        const confirmationMessages = await (await tools()).confirm(name, input, say)
        return confirmationMessages ? { confirmationMessages } : {}
      },
      async invoke({ input }, token) {
        return new LanguageModelToolResult([new LanguageModelTextPart(await (await tools()).run(name, input, signalOf(token)))])
      },
    }),
  )

const registerMcp = (context: ExtensionContext, studio: Studio): Disposable[] => {
  const changed = new EventEmitter<void>()
  const provider = createMcpProvider({ context, environment: studio.environment, changed: changed.event })
  return [changed, lm.registerMcpServerDefinitionProvider('coldopen', provider), workspace.onDidChangeWorkspaceFolders(() => changed.fire()), workspace.onDidGrantWorkspaceTrust(() => changed.fire())]
}

/** What other assistants of this editor may use: five tools, the same by MCP, and `@coldopen` in the chat. What is behind them is loaded when it is called. */
export const registerAgents = (context: ExtensionContext, shell: Shell, studio: Studio): Disposable[] => {
  let made: Promise<{ tools: AgentTools; answer: ReturnType<typeof import('./participant.ts').createParticipant> }> | undefined
  const agents = () =>
    (made ??= Promise.all([import('@coldopen/client/tools'), import('./editor-desk.ts'), import('./participant.ts')]).then(([{ createTools }, { editorDesk }, { createParticipant }]) => {
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
