import { commands, l10n, window, type ExtensionContext } from 'vscode'
import { registerDraftCommands } from './drafts/draft-commands.ts'
import { createDrafts } from './drafts/drafts.ts'
import type { Studio } from './drafts/studio.ts'
import { keySecret } from './secrets.ts'
import { createAttempt, type Shell } from './shell.ts'
import { createStatus } from './status.ts'
import { createLender, registerModelCommands, writesWithEditor } from './models/model-commands.ts'

/** Asks for a secret and keeps it, or removes it when the answer is empty. */
const askSecret = async (context: ExtensionContext, secret: { key: string; title: string; prompt: string }): Promise<void> => {
  const given = await window.showInputBox({ title: secret.title, prompt: secret.prompt, password: true, ignoreFocusOut: true })
  if (given === undefined) return
  await (given.trim() === '' ? context.secrets.delete(secret.key) : context.secrets.store(secret.key, given.trim()))
}

/** Registers what there is, and loads nothing of it: a client and a server are looked for with the first draft. */
export const activate = (context: ExtensionContext): void => {
  const log = window.createOutputChannel('Coldopen', { log: true })
  const lender = createLender()
  const studio: Studio = {
    log,
    async connect() {
      const client = await (await import('./server.ts')).connectServer(context)
      if (writesWithEditor()) await lender.lend(client)
      return client
    },
    lend: client => lender.lend(client),
    environment: async () => (await import('./settings.ts')).modelSettings(context),
  }
  const drafts = createDrafts(studio)
  const shell: Shell = { drafts, log, attempt: createAttempt(log) }
  context.subscriptions.push(
    log,
    drafts,
    lender,
    createStatus(drafts),
    ...registerDraftCommands(shell),
    ...registerModelCommands(shell, studio),
    commands.registerCommand('coldopen.showLog', () => log.show(true)),
    commands.registerCommand('coldopen.setKey', () =>
      askSecret(context, {
        key: keySecret,
        title: l10n.t('OpenAI key'),
        prompt: l10n.t('Kept in the secret storage of this editor, and sent to the model’s endpoint alone. Leave it empty to remove it.'),
      }),
    ),
  )
}
