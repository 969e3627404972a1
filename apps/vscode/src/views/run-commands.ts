import { commands, l10n, window, type Disposable } from 'vscode'
import type { Shell } from '../shell.ts'
import type { RunNode } from './runs-tree.ts'
import type { ViewParts } from './view-parts.ts'

/** Shows the script of a run whose files are in this workspace. */
const openScript = async (node: RunNode): Promise<void> => {
  const { readScript, scriptUri } = await import('./open-script.ts')
  const script = node.run.sidecar && (await readScript(node.run.sidecar))
  if (!script) return void window.showInformationMessage(l10n.t('The files of this run are not in this workspace.'))
  await window.showTextDocument(scriptUri(script), { preview: false })
}

/** What can be done with the runs in their view. */
export const registerRunCommands = ({ drafts, attempt }: Shell, parts: () => Promise<ViewParts>): Disposable[] => {
  const act = (name: string, does: (node: RunNode) => Promise<unknown>): Disposable =>
    commands.registerCommand(name, async (node: RunNode | undefined) => {
      if (!node) return
      await attempt(() => does(node))
      ;(await parts()).model.refresh()
    })
  return [
    commands.registerCommand('coldopen.refreshRuns', async () => (await parts()).model.refresh()),
    act('coldopen.openRun', openScript),
    act('coldopen.stopRun', node => drafts.stop(node.run.figures.id)),
    act('coldopen.resumeRun', async node => node.run.sidecar && drafts.resume(node.run.sidecar.fsPath)),
  ]
}
