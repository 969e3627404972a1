import { randomUUID } from 'node:crypto'
import {
  ColdopenError,
  followRun,
  formatNames,
  meaningOf,
  modelName,
  openScriptFolder,
  readFolder,
  type Brief,
  type Coldopen,
  type RunEvent,
  type ScriptFolder,
} from '@coldopen/client'
import {
  commands,
  ProgressLocation,
  Uri,
  window,
  workspace,
  type CancellationToken,
  type Disposable,
  type ExtensionContext,
  type LogOutputChannel,
  type Progress,
} from 'vscode'
import { createEditorDocuments } from './editor-documents.ts'
import { connectServer } from './server.ts'
import { modelSettings, sampleSpeed } from './settings.ts'
import { createStatus } from './status.ts'

export type Drafting = Disposable & {
  readonly draftMovie: () => Promise<void>
  /** The same for any format, which the writer picks. */
  readonly draft: () => Promise<void>
  readonly resume: () => Promise<void>
  readonly stop: () => Promise<void>
}

/** Above this many US dollars, or an unknown price, the writer is asked. */
const askAbove = 1

const labels: { readonly [Format in Brief['format']]: string } = {
  movie: 'Movie Script',
  story: 'Story',
  meme: 'Meme',
  free: 'Free Script',
  podcast: 'Podcast',
  prose: 'Prose',
}

type Run = { readonly id: string; readonly brief: Brief; readonly where: { readonly base: string } | { readonly dir: string }; readonly endsAfter: number }

/** Drafts in this window: one script at a time, into the files of the workspace. */
export const createDrafting = (context: ExtensionContext, log: LogOutputChannel): Drafting => {
  const status = createStatus()
  let running: { readonly id: string } | undefined

  const connect = (): Promise<Coldopen> => connectServer(context)

  const fail = (error: unknown): void => {
    const { code, message } = error instanceof ColdopenError ? error : meaningOf(error, 'the address')
    log.error(`${code}: ${message}`)
    if (!(error instanceof ColdopenError) && error instanceof Error && error.stack) log.debug(error.stack)
    status.fail(message)
    if (code !== 'cancelled') void window.showErrorMessage(message, 'Show Log').then(choice => choice && log.show(true))
  }

  const workspaceFolder = async (): Promise<string | undefined> => {
    const [first] = workspace.workspaceFolders ?? []
    if (first) return first.uri.fsPath
    const choice = await window.showErrorMessage('Open a folder first: the script is written into it.', 'Open Folder')
    if (choice) await commands.executeCommand('vscode.openFolder')
    return undefined
  }

  /** Asks before something dear is drafted. Throws `cancelled` when the answer is no. */
  const consent = async (client: Coldopen, asked: Parameters<Coldopen['api']['runs']['estimate']['query']>[0]): Promise<void> => {
    const { estimate, model } = await client.api.runs.estimate.query(asked)
    const { cost } = estimate
    log.info(`${modelName(model)}: ${estimate.requests.expected} requests, about ${estimate.outputTokens.expected} output tokens`)
    if (model.provider === 'sample' || (cost !== null && cost.expected <= askAbove)) return
    const price = cost === null ? 'The price of this model is not known.' : `It will cost about $${cost.expected.toFixed(2)}, at the worst $${cost.worst.toFixed(2)}.`
    const choice = await window.showWarningMessage(`Draft with ${modelName(model)}?`, { modal: true, detail: price }, 'Draft')
    if (choice !== 'Draft') throw new ColdopenError('cancelled', 'Nothing was sent.')
  }

  /** Shows the script in an editor once it has a file, where the writer is asked for it: at the start, and never again. */
  const showScript = async (folder: ScriptFolder): Promise<void> => {
    const place = folder.place()
    if (!place) return
    const document = await workspace.openTextDocument(Uri.file(place.script))
    await window.showTextDocument(document, { preview: false })
  }

  const tellEnd = (runId: string, event: Extract<RunEvent, { type: 'run-end' }>): void => {
    status.show(event)
    log.info(`run ${runId} is ${event.status}`)
    if (event.status !== 'failed' && event.status !== 'paused') return
    const message = event.problem?.message ?? `The draft is ${event.status}.`
    void window.showWarningMessage(message, 'Resume').then(choice => choice && resume())
  }

  const follow = async (run: Run, progress: Progress<{ message: string }>, token: CancellationToken): Promise<void> => {
    const documents = createEditorDocuments(() => void stop())
    const folder = await openScriptFolder({ ...run.where, run: run.id, brief: run.brief, documents, onNotice: sentence => log.warn(sentence) })
    token.onCancellationRequested(() => void stop())
    let shown = false
    let ended: Extract<RunEvent, { type: 'run-end' }> | undefined
    try {
      for await (const event of followRun(connect, { run: run.id, after: folder.lastEvent })) {
        folder.apply(event)
        if (!shown && (event.type === 'plan-end' || event.type === 'part-start')) {
          await folder.flush()
          await showScript(folder)
          shown = true
        }
        if (event.type === 'run-end' && event.seq > run.endsAfter) {
          ended = event
          break
        }
        const line = status.show(event)
        progress.report({ message: line })
        if (event.type === 'part-start' || event.type === 'part-end' || event.type === 'plan-end') log.info(line)
        if (event.type === 'part-failed') log.warn(event.problem.message)
      }
    } finally {
      // Until then text is still on its way into the documents, and nothing is done.
      await folder.close()
      documents.dispose()
    }
    if (ended) tellEnd(run.id, ended)
  }

  /** Starts a run by `begin` and follows it, with everything that shows that it goes on. */
  const carryOut = async (title: string, begin: (client: Coldopen) => Promise<Run>): Promise<void> => {
    if (running) return void window.showInformationMessage('A script is being drafted already. Stop it first, or wait until it is done.')
    running = { id: '' }
    await commands.executeCommand('setContext', 'coldopen.drafting', true)
    status.begin()
    try {
      await window.withProgress({ location: ProgressLocation.Notification, title, cancellable: true }, async (progress, token) => {
        const run = await begin(await connect())
        running = run
        await follow(run, progress, token)
      })
    } catch (error) {
      fail(error)
    } finally {
      running = undefined
      await commands.executeCommand('setContext', 'coldopen.drafting', false)
    }
  }

  const draftFormat = async (format: Brief['format']): Promise<void> => {
    const idea = await window.showInputBox({
      title: `Draft: ${labels[format]}`,
      prompt: 'What is it about?',
      placeHolder: 'A lighthouse keeper finds a door in the sea',
      ignoreFocusOut: true,
      validateInput: text => (text.trim() === '' ? 'Say in a few words what it is about.' : undefined),
    })
    const base = idea?.trim() ? await workspaceFolder() : undefined
    if (!idea?.trim() || !base) return
    await carryOut('Coldopen', async client => {
      const speed = sampleSpeed()
      const asked = {
        brief: { format, idea: idea.trim() },
        options: speed === undefined ? {} : { speed },
        environment: await modelSettings(context),
      }
      await consent(client, asked)
      const { runId } = await client.api.runs.start.mutate({ ...asked, runId: randomUUID() })
      const { brief } = await client.api.runs.get.query({ runId })
      return { id: runId, brief, where: { base }, endsAfter: 0 }
    })
  }

  const draft = async (): Promise<void> => {
    const items = formatNames.map(format => ({ label: labels[format], format }))
    const picked = await window.showQuickPick(items, { title: 'Draft a script', placeHolder: 'What is it to be?', ignoreFocusOut: true })
    if (picked) await draftFormat(picked.format)
  }

  const resume = async (): Promise<void> => {
    const base = await workspaceFolder()
    if (!base) return
    const sidecars = await workspace.findFiles('**/*.coldopen.json', '**/node_modules/**', 100)
    const items = sidecars.map(uri => ({ label: workspace.asRelativePath(Uri.joinPath(uri, '..')), uri }))
    if (items.length === 0) return void window.showInformationMessage('There is no draft in this folder yet.')
    const picked = items.length === 1 ? items[0] : await window.showQuickPick(items, { title: 'Resume a draft' })
    if (!picked) return
    await carryOut('Coldopen', async client => {
      const { sidecar, dir } = await readFolder(picked.uri.fsPath)
      const { brief } = await client.api.runs.get.query({ runId: sidecar.run })
      const { after } = await client.api.runs.resume.mutate({ runId: sidecar.run, environment: await modelSettings(context) })
      return { id: sidecar.run, brief, where: { dir }, endsAfter: after }
    })
  }

  const stop = async (): Promise<void> => {
    if (!running?.id) return
    const runId = running.id
    await connect()
      .then(client => client.api.runs.cancel.mutate({ runId }))
      .catch(fail)
  }

  return { draftMovie: () => draftFormat('movie'), draft, resume, stop, dispose: () => status.dispose() }
}
