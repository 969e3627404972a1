import { McpStdioServerDefinition, Uri, workspace, type Event, type ExtensionContext, type McpServerDefinitionProvider } from 'vscode'
import type { Studio } from '../drafts/studio.ts'

export type McpProviderParts = {
  readonly context: Pick<ExtensionContext, 'extension' | 'extensionUri' | 'secrets'>
  readonly environment: Studio['environment']
  readonly changed: Event<void>
}

/** The bundled MCP server, for assistants that take tools by that protocol. It is given what chooses the model only when it starts. */
export const createMcpProvider = (parts: McpProviderParts) => {
  const { context, environment, changed } = parts
  return {
    onDidChangeMcpServerDefinitions: changed,
    provideMcpServerDefinitions() {
      const folders = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => uri.fsPath)
      if (folders.length === 0 || !workspace.isTrusted) return []
      const speed = ['--speed', String(workspace.getConfiguration('coldopen').get('sampleSpeed'))]
      const { version }: { version: string } = context.extension.packageJSON
      const program = Uri.joinPath(context.extensionUri, 'dist', 'mcp.mjs').fsPath
      return [new McpStdioServerDefinition('Coldopen', process.execPath, [program, ...speed, ...folders], { ELECTRON_RUN_AS_NODE: '1', COLDOPEN_VERSION: version }, version)]
    },
    async resolveMcpServerDefinition(definition: McpStdioServerDefinition) {
      const { serverVariables } = await import('../server.ts')
      definition.env = { ...definition.env, ...(await serverVariables(context)), ...(await environment()) }
      return definition
    },
  } satisfies McpServerDefinitionProvider<McpStdioServerDefinition>
}
