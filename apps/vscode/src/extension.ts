import { commands, window, type ExtensionContext } from 'vscode'
import { createDrafting } from './drafting.ts'
import { keySecret } from './settings.ts'

export const activate = (context: ExtensionContext): void => {
  const log = window.createOutputChannel('Coldopen', { log: true })
  const drafting = createDrafting(context, log)
  context.subscriptions.push(
    log,
    drafting,
    commands.registerCommand('coldopen.draftMovie', drafting.draftMovie),
    commands.registerCommand('coldopen.draft', drafting.draft),
    commands.registerCommand('coldopen.resume', drafting.resume),
    commands.registerCommand('coldopen.stop', drafting.stop),
    commands.registerCommand('coldopen.showLog', () => log.show(true)),
    commands.registerCommand('coldopen.setKey', async () => {
      const key = await window.showInputBox({
        title: 'OpenAI key',
        prompt: 'Kept in the secret storage of this editor, and sent to the model’s endpoint alone. Leave it empty to remove it.',
        password: true,
        ignoreFocusOut: true,
      })
      if (key === undefined) return
      await (key.trim() === '' ? context.secrets.delete(keySecret) : context.secrets.store(keySecret, key.trim()))
    }),
  )
}
