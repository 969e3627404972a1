import { commands, l10n, window, type ExtensionContext } from 'vscode'
import { registerDraftCommands } from './drafts/draft-commands.ts'
import { createDrafts } from './drafts/drafts.ts'
import { keySecret } from './secrets.ts'
import { createAttempt, type Shell } from './shell.ts'
import { createStatus } from './status.ts'

/** Asks for a secret and keeps it, or removes it when the answer is empty. */
const askSecret = async (context: ExtensionContext, secret: { key: string; title: string; prompt: string }): Promise<void> => {
  const given = await window.showInputBox({ title: secret.title, prompt: secret.prompt, password: true, ignoreFocusOut: true })
  if (given === undefined) return
  await (given.trim() === '' ? context.secrets.delete(secret.key) : context.secrets.store(secret.key, given.trim()))
}

/** Registers what there is, and loads nothing of it: a client and a server are looked for with the first draft. */
export const activate = (context: ExtensionContext): void => {
  const log = window.createOutputChannel('Coldopen', { log: true })
  const drafts = createDrafts({
    log,
    connect: async () => (await import('./server.ts')).connectServer(context),
    environment: async () => (await import('./settings.ts')).modelSettings(context),
  })
  const shell: Shell = { drafts, log, attempt: createAttempt(log) }
  context.subscriptions.push(
    log,
    drafts,
    createStatus(drafts),
    ...registerDraftCommands(shell),
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
