import { commands, l10n, window, workspace, type ExtensionContext } from 'vscode'
import { registerAgents } from './agents/register-agents.ts'
import { registerBrief } from './brief/brief-lenses.ts'
import { registerDraftCommands } from './drafts/draft-commands.ts'
import { createDrafts } from './drafts/drafts.ts'
import type { Studio } from './drafts/studio.ts'
import { registerFrontMatter } from './front-matter/language.ts'
import { createLender, registerModelCommands, writesWithEditor } from './models/model-commands.ts'
import { keyPlace } from './models/model-keys.ts'
import { registerRedrafts } from './redrafts/register-redrafts.ts'
import { serverTokenSecret } from './secrets.ts'
import { createAttempt, type Shell } from './shell.ts'
import { createStatus } from './status.ts'
import { registerTasks } from './tasks/register-tasks.ts'
import { registerViews } from './views/register-views.ts'

/** Asks for a secret and keeps it, or removes it when the answer is empty. */
const askSecret = async (context: ExtensionContext, secret: { key: string; title: string; prompt: string }): Promise<void> => {
  const given = await window.showInputBox({ title: secret.title, prompt: secret.prompt, password: true, ignoreFocusOut: true })
  if (given === undefined) return
  await (given.trim() === '' ? context.secrets.delete(secret.key) : context.secrets.store(secret.key, given.trim()))
}

let leave = async (): Promise<void> => {}

/** Registers what there is, and loads nothing of it: a client and a server are looked for with the first draft. */
export const activate = (context: ExtensionContext): void => {
  const log = window.createOutputChannel('Coldopen', { log: true })
  const lender = createLender()
  const studio: Studio = {
    log,
    memory: context.workspaceState,
    async connect() {
      const client = await (await import('./server.ts')).connectServer(context)
      if (writesWithEditor()) await lender.lend(client)
      return client
    },
    connected: async () => (await import('./server.ts')).connectedServer(context),
    lend: client => lender.lend(client),
    environment: async () => (await import('./settings.ts')).modelSettings(context),
  }
  const drafts = createDrafts(studio)
  leave = drafts.leave
  const takeUp = (): void => void drafts.takeUp()
  const shell: Shell = { drafts, log, attempt: createAttempt(log) }
  context.subscriptions.push(
    log,
    drafts,
    lender,
    createStatus(drafts),
    workspace.onDidGrantWorkspaceTrust(takeUp),
    ...registerDraftCommands(shell),
    ...registerBrief(shell, studio),
    ...registerTasks(shell, studio),
    ...registerFrontMatter(),
    ...registerModelCommands(shell, studio),
    ...registerAgents(context, shell, studio),
    ...registerRedrafts(shell, studio),
    ...registerViews(shell, { drafts, connect: studio.connect, extension: context.extensionUri }),
    commands.registerCommand('coldopen.showLog', () => log.show(true)),
    commands.registerCommand('coldopen.setKey', () => {
      const { secret, host } = keyPlace(workspace.getConfiguration('coldopen').get<string>('endpoint')?.trim() || undefined)
      return askSecret(context, {
        key: secret,
        title: l10n.t('Key for {0}', host),
        prompt: l10n.t('Kept in the secret storage of this editor, and sent to the model’s endpoint alone. Leave it empty to remove it.'),
      })
    }),
    commands.registerCommand('coldopen.setServerToken', () =>
      askSecret(context, {
        key: serverTokenSecret,
        title: l10n.t('Server token'),
        prompt: l10n.t('Kept in the secret storage of this editor, and sent to the server of coldopen.server.url alone. Leave it empty to remove it.'),
      }),
    ),
  )
  if (workspace.isTrusted) takeUp()
}

/** What has arrived is put into the documents before the window goes, as far as the editor waits for it. */
export const deactivate = (): Promise<void> => leave()
