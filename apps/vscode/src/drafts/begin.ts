import { ColdopenError, modelName, readFolder, type Brief, type Coldopen } from '@coldopen/client'
import { join } from 'node:path'
import { l10n, Uri, window } from 'vscode'
import { requireTrust } from '../server.ts'
import { sampleSpeed } from '../settings.ts'
import type { Where, Wish } from './draft.ts'
import type { Studio } from './studio.ts'

/** Above this many US dollars, or an unknown price, the writer is asked. */
const askAbove = 1

type Asked = Parameters<Coldopen['api']['runs']['estimate']['query']>[0]

/** Asks before something dear is drafted. Throws `cancelled` when the answer is no. */
const consent = async (studio: Studio, asked: Asked): Promise<void> => {
  const { api } = await studio.connect()
  const { estimate, model } = await api.runs.estimate.query(asked)
  const { cost } = estimate
  studio.log.info(`${modelName(model)}: ${estimate.requests.expected} requests, about ${estimate.outputTokens.expected} output tokens`)
  // What an editor's model costs is a matter between VS Code and the writer, whom it asks itself.
  if (model.provider === 'sample' || model.provider === 'vscode' || (cost !== null && cost.expected <= askAbove)) return
  const price =
    cost === null
      ? l10n.t('The price of this model is not known.')
      : l10n.t('It will cost about ${0}, at the worst ${1}.', cost.expected.toFixed(2), cost.worst.toFixed(2))
  const draft = l10n.t('Draft')
  const choice = await window.showWarningMessage(l10n.t('Draft with {0}?', modelName(model)), { modal: true, detail: price }, draft)
  if (choice !== draft) throw new ColdopenError('cancelled', l10n.t('Nothing was sent.'))
}

/** Starts a run with the writer's consent. Answers the brief as it was settled. */
export const startRun = async (studio: Studio, wish: Wish, runId: string): Promise<Brief> => {
  requireTrust()
  const speed = sampleSpeed()
  const asked = {
    brief: wish.brief,
    options: speed === undefined ? {} : { speed },
    environment: await studio.environment(),
  }
  await consent(studio, asked)
  const { api } = await studio.connect()
  const options = { ...asked.options, ...(wish.only && { only: [...wish.only] }) }
  await api.runs.start.mutate({ ...asked, options, runId, ...(wish.bible && { bible: wish.bible }) })
  return (await api.runs.get.query({ runId })).brief
}

/** A run that goes on, and where its files are. */
export type Resumed = { readonly run: string; readonly brief: Brief; readonly where: Where; readonly endsAfter: number; readonly briefUri: Uri | undefined }

/** The brief's own file, as the sidecar beside it names it. */
export const briefUriOf = (dir: string, name: string | undefined): Uri | undefined => (name === undefined ? undefined : Uri.file(join(dir, name)))

/** Goes on with the run that a folder (or a file of it) belongs to: the consent to ask for what is missing. */
export const resumeRun = async (studio: Studio, path: string): Promise<Resumed> => {
  requireTrust()
  const { sidecar, dir } = await readFolder(path)
  const client = await studio.connect()
  const { api } = client
  const { brief, summary, model } = await api.runs.get.query({ runId: sidecar.run })
  // Whatever the settings say by now, the run goes on with the model it began with.
  if (model.startsWith('vscode/')) await studio.lend(client)
  const { after } = await api.runs.resume.mutate({ runId: sidecar.run, environment: await studio.environment() })
  // What is complete ended with its last event, and is only written out again.
  return { run: sidecar.run, brief, where: { dir }, endsAfter: summary.status === 'completed' ? summary.lastSeq - 1 : after, briefUri: briefUriOf(dir, sidecar.briefFile) }
}
