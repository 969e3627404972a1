import { ColdopenError, modelName, readFolder, sendEdits, startRun, type Brief, type Coldopen } from '@coldopen/client'
import { join } from 'node:path'
import { l10n, Uri, window } from 'vscode'
import { openText } from '../open-text.ts'
import { requireTrust } from '../server.ts'
import { sampleSpeed } from '../settings.ts'
import type { Draft, Limits, Where, Wish } from './draft.ts'
import { editorsHaveRead } from './editors-have-read.ts'
import type { Studio } from './studio.ts'

/** Above this many US dollars, or an unknown price, the writer is asked. */
const askAbove = 1

type Spending = Pick<Awaited<ReturnType<Coldopen['api']['runs']['estimate']['query']>>, 'estimate' | 'model'>

/** Asks before something dear is written; `deed` is what the button says. Throws `cancelled` when the answer is no. */
export const consent = async (studio: Studio, spending: Spending, deed: string): Promise<void> => {
  const { estimate, model } = spending
  const { cost } = estimate
  studio.log.info(`${modelName(model)}: ${estimate.requests.expected} requests, about ${estimate.outputTokens.expected} output tokens`)
  // What an editor's model costs is a matter between VS Code and the writer, whom it asks itself.
  if (model.provider === 'sample' || model.provider === 'vscode' || (cost !== null && cost.expected <= askAbove)) return
  const price =
    cost === null
      ? l10n.t('The price of this model is not known.')
      : l10n.t('It will cost about ${0}, at the worst ${1}.', cost.expected.toFixed(2), cost.worst.toFixed(2))
  const choice = await window.showWarningMessage(l10n.t('{0} with {1}?', deed, modelName(model)), { modal: true, detail: price }, deed)
  if (choice !== deed) throw new ColdopenError('cancelled', l10n.t('Nothing was sent.'))
}

/** Starts a run with the writer's consent. Answers the brief as it was settled. */
export const beginRun = async (studio: Studio, wish: Wish, runId: string): Promise<Brief> => {
  requireTrust()
  const speed = sampleSpeed()
  const asked = {
    brief: wish.brief,
    options: { ...wish.limits, ...(speed !== undefined && { speed }), ...(wish.only && { only: [...wish.only] }) },
    environment: wish.bySample ? { COLDOPEN_PROVIDER: 'sample' } : await studio.environment(),
    ...(wish.bible && { bible: wish.bible }),
  }
  const { api } = await studio.connect()
  await consent(studio, await api.runs.estimate.query(asked), wish.only?.length === 0 ? l10n.t('Plan') : l10n.t('Draft'))
  // The server may have ended while the question was open.
  return startRun(studio.connect, { ...asked, runId })
}

/** A run that is to go on, and where its files are or will be: `path` is that of one of them, where there is one. */
export type Stopped = { readonly run: string; readonly where: Where; readonly briefUri: Uri | undefined; readonly takesOver?: string | undefined; readonly path?: string | undefined }

/** A run that goes on. */
export type Resumed = Omit<Stopped, 'path'> & { readonly brief: Brief; readonly endsAfter: number; readonly parts: number }

/** The brief's own file, as the sidecar beside it names it. */
export const briefUriOf = (dir: string, name: string | undefined): Uri | undefined => (name === undefined ? undefined : Uri.file(join(dir, name)))

/** The run that a folder, or a file of it, belongs to. */
export const stoppedAt = async (path: string): Promise<Stopped> => {
  const { sidecar, dir } = await readFolder(path)
  return { run: sidecar.run, where: { dir }, briefUri: briefUriOf(dir, sidecar.briefFile), path }
}

/** A draft of this window. Without files there is nothing that could be asked for but the draft itself. */
export const stoppedDraft = async (draft: Draft | undefined): Promise<Stopped> => {
  if (draft === undefined) throw new ColdopenError('not-found', l10n.t('This window does not know that draft any more. Resume it from its script, or in Runs.'))
  return draft.place ? stoppedAt(draft.place.dir) : draft
}

type Api = Coldopen['api']
type Asking = { readonly runId: string; readonly environment: Awaited<ReturnType<Studio['environment']>>; readonly completedAt: number | undefined }

/** Has a run go on by `ask`, which answers after which event its next end stands. */
const goOn = async (studio: Studio, stopped: Stopped, ask: (api: Api, asking: Asking) => Promise<number>): Promise<Resumed> => {
  requireTrust()
  const { run: runId, where, briefUri, takesOver, path } = stopped
  if (path !== undefined && 'dir' in where) await editorsHaveRead(where.dir)
  const client = await studio.connect()
  const { api } = client
  const { brief, summary, model } = await api.runs.get.query({ runId })
  // What is missing is written from the plan and the text as the writer has them now.
  const told = path === undefined ? [] : await sendEdits(api, { run: runId, path }, { openText: file => openText(Uri.file(file)) })
  for (const sentence of told) studio.log.info(sentence)
  // Whatever the settings say by now, the run goes on with the model it began with.
  if (model.startsWith('vscode/')) await studio.lend(client)
  const completedAt = summary.status === 'completed' ? summary.lastSeq : undefined
  const endsAfter = await ask(api, { runId, environment: await studio.environment(), completedAt })
  return { run: runId, brief, where, briefUri, takesOver, endsAfter, parts: summary.parts }
}

/** Goes on with a run: the consent to ask for what is missing. Limits take the place of those that it had. */
export const resumeRun = (studio: Studio, stopped: Stopped, limits: Limits = {}): Promise<Resumed> =>
  goOn(studio, stopped, async (api, { runId, environment, completedAt }) => {
    const { after } = await api.runs.resume.mutate({ runId, environment, options: limits })
    // What is complete ended with its last event, and is only written out again.
    return completedAt === undefined ? after : completedAt - 1
  })

/** Which part is asked for again: all of it, or what is missing of it. */
export type PartWish = { readonly part: number; readonly missingOnly: boolean }

/** Asks for one part of a run again: the consent to pay for it. */
export const retryPart = (studio: Studio, stopped: Stopped, wish: PartWish): Promise<Resumed> =>
  goOn(studio, stopped, async (api, { runId, environment }) => (await api.runs.retryPart.mutate({ runId, environment, ...wish })).after)
