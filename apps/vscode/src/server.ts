import { ColdopenError, connectLocal, createColdopen, dataFolder, runningLocal, type Coldopen } from '@coldopen/client'
import { l10n, Uri, workspace, type ExtensionContext } from 'vscode'
import { serverTokenSecret } from './secrets.ts'
import { dataFolderSetting, serverUrl } from './settings.ts'

/** The server needs `node:sqlite` as it is from Node 22.13 on; editors before 1.105 bring an older Node. */
const hasSqlite = (): boolean => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  return major > 22 || (major === 22 && minor >= 13)
}

/** Where runs, locks and the address of the local server are kept. */
export const dataFolderNow = (): string => dataFolderSetting() ?? dataFolder(process.env)

/** Throws `forbidden` in a workspace that the writer does not trust: from there nothing is sent, and nothing is written. */
export const requireTrust = (): void => {
  if (workspace.isTrusted) return
  throw new ColdopenError('forbidden', l10n.t('This workspace is not trusted, so nothing is sent and no file is written. Trust it first (Workspaces: Manage Workspace Trust).'))
}

const connectHosted = async (context: ExtensionContext, url: string): Promise<Coldopen> => {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new ColdopenError('invalid-input', l10n.t('coldopen.server.url is no address: {0}. Write it as https://drafts.example.org, or leave it empty for the local server.', url))
  }
  const token = await context.secrets.get(serverTokenSecret)
  if (!token) throw new ColdopenError('unauthorized', l10n.t('The server {0} wants a token: set it with “Coldopen: Set Server Token”.', url))
  return createColdopen({ url, token })
}

/**
 * The server: the hosted one that the settings name, or the local one, which runs already or is started for it as a process
 * that outlives this window. Throws `forbidden` where the workspace is not trusted.
 */
export const connectServer = async (context: ExtensionContext): Promise<Coldopen> => {
  requireTrust()
  const url = serverUrl()
  if (url !== undefined) return connectHosted(context, url)
  if (!hasSqlite()) throw new ColdopenError('storage', l10n.t('This editor runs on Node {0}, and Coldopen’s local server needs 22.13: update the editor.', process.versions.node))
  return connectLocal({
    dataFolder: dataFolderNow(),
    launch: {
      command: process.execPath,
      args: [Uri.joinPath(context.extensionUri, 'dist', 'server.mjs').fsPath],
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    },
  })
}

/** The server if that takes no starting: the hosted one, or the local one that runs already. */
export const connectedServer = async (context: ExtensionContext): Promise<Coldopen | undefined> => {
  requireTrust()
  const url = serverUrl()
  return url === undefined ? runningLocal(dataFolderNow()) : connectHosted(context, url)
}

/** The same server as the environment of another program names it. */
export const serverVariables = async (context: Pick<ExtensionContext, 'secrets'>): Promise<Record<string, string>> => {
  const url = serverUrl()
  if (url === undefined) return { COLDOPEN_DATA: dataFolderNow() }
  return { COLDOPEN_URL: url, COLDOPEN_TOKEN: (await context.secrets.get(serverTokenSecret)) ?? '' }
}
