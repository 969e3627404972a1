import { randomUUID } from 'node:crypto'
import { ColdopenError, readFolder, untilAnswered, type Coldopen } from '@coldopen/client'
import { readMarkdown, segmentSchema, type Bible, type Roster, type Segment } from '@coldopen/script'
import { l10n } from 'vscode'
import { consent } from '../drafts/begin.ts'
import { problemOf } from '../drafts/problem-of.ts'
import type { Studio } from '../drafts/studio.ts'
import { requireTrust } from '../server.ts'
import { sampleSpeed } from '../settings.ts'
import type { RedraftMode } from './modes.ts'
import type { RedraftRecord } from './redraft.ts'
import { serverHere } from './server-here.ts'

type Api = Coldopen['api']
type Spending = Awaited<ReturnType<Api['runs']['estimateRevision']['query']>>

/** What is asked for, beside whose script it is. `before` and `after` are what a passage stands between. */
export type RedraftWish = Omit<RedraftRecord, 'run' | 'server'> & { readonly before?: string; readonly after?: string; readonly plan: Bible | undefined; readonly sidecar: string }

/** A segment as the writer has it; undefined where somebody speaks who is not in the roster. */
export const segmentIn = (markdown: string, roster: Roster, ids: Pick<Segment, 'segment_id' | 'segment_number'>): Segment | undefined => {
  const [read] = readMarkdown(markdown, roster).segments
  return segmentSchema.safeParse({ ...read, ...ids }).data
}

/** What asking costs, of the run that is named, and asking: for what the caller has named. */
type Asking = {
  readonly estimate: (api: Api, runId: string) => Promise<Spending>
  readonly start: (api: Api, named: { readonly runId: string; readonly revisionId: string }) => Promise<{ runId: string }>
}

type Way = { readonly environment: Awaited<ReturnType<Studio['environment']>>; readonly options: { readonly speed?: number } }

const askingFor = (wish: RedraftWish, way: Way): Asking => {
  const { target, old, note, mode, before, after, plan } = wish
  if (target.type === 'passage' || mode === 'rewrite') {
    const asked = { ...way, passage: old, note, before, after }
    return { estimate: (api, runId) => api.runs.estimateRevision.query({ ...asked, runId }), start: (api, named) => api.runs.rewrite.mutate({ ...asked, ...named }) }
  }
  const current = target.type === 'chunk' ? old : segmentIn(old, plan?.characters_roster ?? [], { segment_id: target.id, segment_number: target.number })
  const asked = { ...way, [target.type]: target.number, mode, ...(note !== '' && { note }), ...(current !== undefined && { current }) }
  return { estimate: (api, runId) => api.runs.estimateRevision.query({ ...asked, runId }), start: (api, named) => api.runs.redraft.mutate({ ...asked, ...named }) }
}

/** What a button says that asks for it. */
export const deedOf = (mode: RedraftMode): string => {
  const deeds: { readonly [Mode in RedraftMode]: string } = { redraft: l10n.t('Redraft'), extend: l10n.t('Extend'), shorten: l10n.t('Shorten'), rewrite: l10n.t('Rewrite') }
  return deeds[mode]
}

/** A run with the plan of a script whose own run the server does not know any more; it drafts nothing and costs nothing. */
const standIn = async (api: Api, wish: RedraftWish, environment: Awaited<ReturnType<Studio['environment']>>): Promise<string> => {
  const { sidecar } = await readFolder(wish.sidecar)
  if (!wish.plan) throw new ColdopenError('not-found', l10n.t('The server does not know the run of this script any more, and its plan cannot be read, so nothing can be written anew.'))
  const { runId } = await api.runs.start.mutate({ brief: sidecar.brief, bible: wish.plan, options: { only: [] }, environment })
  return runId
}

/**
 * Starts a short run that writes a piece of a script anew, with the writer's consent. Answers what names it. Throws a ColdopenError:
 * `cancelled` when the writer does not want to pay, `conflict` for what is locked or not written yet.
 */
export const beginRedraft = async (studio: Studio, wish: RedraftWish): Promise<Pick<RedraftRecord, 'run' | 'server' | 'of'>> => {
  requireTrust()
  const { api } = await studio.connect()
  const server = serverHere()
  const environment = await studio.environment()
  const speed = sampleSpeed()
  const asking = askingFor(wish, { environment, options: { ...(speed !== undefined && { speed }) } })
  let { of } = wish
  const spending = await asking.estimate(api, of).catch(async (error: unknown) => {
    const problem = problemOf(error)
    if (problem.code !== 'not-found') throw problem
    of = await standIn(api, wish, environment)
    return asking.estimate(api, of)
  })
  await consent(studio, spending, deedOf(wish.mode))
  const named = { runId: of, revisionId: randomUUID() }
  // The server may have ended while the question was open.
  const { runId } = await untilAnswered(studio.connect, named.revisionId, client => asking.start(client.api, named))
  return { run: runId, server, of }
}
