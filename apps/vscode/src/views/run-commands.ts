import { commands, l10n, window, type Disposable } from 'vscode'
import { tell } from '../notices.ts'
import type { Shell } from '../shell.ts'
import type { Coldopen } from '@coldopen/client'
import type { RunNode } from './runs-tree.ts'
import type { ViewParts } from './view-parts.ts'

type Connect = () => Promise<Coldopen>

/** Shows the script of a run whose files are in this workspace. */
const openScript = async (node: RunNode): Promise<void> => {
  const { readScript, scriptUri } = await import('./open-script.ts')
  const script = node.run.sidecar && (await readScript(node.run.sidecar))
  if (!script) return void tell(l10n.t('The files of this run are not in this workspace.'))
  await window.showTextDocument(scriptUri(script), { preview: false })
}

/** Asks for a part again: what is missing of one that failed, or all of one that is done once the writer has agreed to pay. */
const retry = async ({ drafts }: Shell, node: RunNode): Promise<void> => {
  if (node.type !== 'part' || !node.run.sidecar) return
  const { number, status } = node.part
  const again = l10n.t('Draft Again')
  if (status !== 'failed') {
    const detail = l10n.t('It is asked for and paid for once more. What you have stays until the new text is whole.')
    if ((await window.showWarningMessage(l10n.t('Draft part {0} of {1} again?', number, node.run.figures.title), { modal: true, detail }, again)) !== again) return
  }
  await drafts.retryPart(node.run.sidecar.fsPath, { part: number, missingOnly: status === 'failed' })
}

const remove = async (connect: Connect, node: RunNode): Promise<void> => {
  const yes = l10n.t('Delete')
  const detail = l10n.t('The run and what the server knows of it are gone then. The files of the script stay.')
  if ((await window.showWarningMessage(l10n.t('Delete the run of {0}?', node.run.figures.title), { modal: true, detail }, yes)) !== yes) return
  const client = await connect()
  await client.api.runs.delete.mutate({ runId: node.run.figures.id })
}

const pause = async (connect: Connect, node: RunNode): Promise<void> => {
  const client = await connect()
  await client.api.runs.pause.mutate({ runId: node.run.figures.id })
}

/** What can be done with the runs in their view. */
export const registerRunCommands = (shell: Shell, connect: Connect, parts: () => Promise<ViewParts>): Disposable[] => {
  const { drafts, attempt } = shell
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
    act('coldopen.pauseRun', node => pause(connect, node)),
    act('coldopen.deleteRun', node => remove(connect, node)),
    act('coldopen.retryPart', node => retry(shell, node)),
    act('coldopen.resumeRun', async node => node.run.sidecar && drafts.resume(node.run.sidecar.fsPath)),
  ]
}
