import type { Coldopen } from '@coldopen/client'
import { commands, workspace, type Disposable } from 'vscode'
import type { Studio } from '../drafts/studio.ts'
import type { Shell } from '../shell.ts'
import type { ModelLending } from './lending.ts'

/** Lends the models of this window once they are asked for; until then nothing of it is loaded. */
export const createLender = (): Disposable & { readonly lend: (client: Coldopen) => Promise<void> } => {
  let lending: Promise<ModelLending> | undefined
  return {
    async lend(client) {
      lending ??= import('./lending.ts').then(({ createLending }) => createLending())
      await (await lending).lendTo(client)
    },
    dispose: () => void lending?.then(one => one.dispose()),
  }
}

/** Whether the settings have a model of this editor write. */
export const writesWithEditor = (): boolean => workspace.getConfiguration('coldopen').get('provider') === 'vscode'

export const registerModelCommands = (shell: Shell, studio: Studio): Disposable[] => [
  commands.registerCommand('coldopen.chooseModel', () => shell.attempt(async () => (await import('./choose-model.ts')).chooseModel(studio))),
]
