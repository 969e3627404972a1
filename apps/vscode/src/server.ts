import { ColdopenError, connectLocal, dataFolder, type Coldopen } from '@coldopen/client'
import { Uri, type ExtensionContext } from 'vscode'
import { dataFolderSetting } from './settings.ts'

/** The server needs `node:sqlite` as it is from Node 22.13 on; editors before 1.105 bring an older Node. */
const hasSqlite = (): boolean => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  return major > 22 || (major === 22 && minor >= 13)
}

/** The local server: the one that runs already, or the bundled one, started for it as a process that outlives this window. */
export const connectServer = (context: ExtensionContext): Promise<Coldopen> => {
  if (!hasSqlite()) throw new ColdopenError('storage', `This editor runs on Node ${process.versions.node}, and Coldopen’s local server needs 22.13: update the editor.`)
  return connectLocal({
    dataFolder: dataFolderSetting() ?? dataFolder(process.env),
    launch: {
      command: process.execPath,
      args: [Uri.joinPath(context.extensionUri, 'dist', 'server.mjs').fsPath],
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    },
  })
}
