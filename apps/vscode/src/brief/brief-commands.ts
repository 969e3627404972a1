import { dirname } from 'node:path'
import { draftOf, loadBible, loadBrief, missingSets, modelName, ColdopenError, type Brief, type BriefDraft } from '@coldopen/client'
import { metadataFileName, sidecarFileName } from '@coldopen/script'
import { l10n, Uri } from 'vscode'
import type { Draft, Wish } from '../drafts/draft.ts'
import { isActive } from '../drafts/draft.ts'
import type { Drafts } from '../drafts/drafts.ts'
import type { Studio } from '../drafts/studio.ts'
import { tell } from '../notices.ts'
import { openText } from '../open-text.ts'
import { requireTrust } from '../server.ts'
import { sampleSpeed } from '../settings.ts'

/** Reads a brief, from its editor where one has it open. Throws `invalid-input` with a sentence that names the line. */
export const briefAt = (uri: Uri): Promise<Brief> => loadBrief(uri.fsPath, openText(uri))

const fileOf = (draft: BriefDraft, name: string): Uri => Uri.joinPath(Uri.file(draft.dir), name)

const bibleAt = (draft: BriefDraft): ReturnType<typeof loadBible> => loadBible(draft, openText(fileOf(draft, metadataFileName(draft.slug))))

const requireQuiet = (drafts: Drafts, uri: Uri): void => {
  requireTrust()
  const draft = drafts.of(uri)
  if (draft && isActive(draft)) throw new ColdopenError('conflict', l10n.t('This brief is being drafted already. Stop it first, or wait until it is done.'))
}

/** Whether the writer waits to see what is drafted. */
type Seen = Pick<Wish, 'unseen'>

const wishFor = async (uri: Uri, seen: Seen): Promise<Wish> => ({ brief: await briefAt(uri), where: { dir: dirname(uri.fsPath) }, briefUri: uri, ...seen })

/** Plans a brief: the bible streams into its file, which is shown, and there it stops. */
export const planBrief = async (drafts: Drafts, uri: Uri, seen: Seen = {}): Promise<Draft> => {
  requireQuiet(drafts, uri)
  return drafts.start({ ...(await wishFor(uri, seen)), only: [] })
}

const startFromPlan = async (drafts: Drafts, wish: Wish, plan: BriefDraft): Promise<Draft> => {
  return drafts.start({ ...wish, bible: await bibleAt(plan), takesOver: plan.sidecar.run })
}

/** Drafts a brief beside it: from its plan, as the writer has edited it, where there is one that nothing was drafted from yet. */
export const draftBrief = async (drafts: Drafts, uri: Uri, seen: Seen = {}): Promise<Draft> => {
  requireQuiet(drafts, uri)
  const found = await draftOf(uri.fsPath)
  const wish = await wishFor(uri, seen)
  return found && !found.hasParts ? startFromPlan(drafts, wish, found) : drafts.start(wish)
}

/** A run that its server does not know any more goes on as another: with the plan in the files, and the sets that are missing there. */
const restOf = async (found: BriefDraft): Promise<Wish> => {
  const only = await missingSets(found)
  if (only.length === 0) throw new ColdopenError('conflict', l10n.t('Nothing is missing: every set of {0} is there.', found.slug))
  return { brief: found.sidecar.brief, where: { dir: found.dir }, bible: await bibleAt(found), only, takesOver: found.sidecar.run }
}

/** Goes on from what is there: the run where it stopped, or the plan where that is all there is. */
export const continueBrief = async (drafts: Drafts, uri: Uri, seen: Seen = {}): Promise<Draft> => {
  requireQuiet(drafts, uri)
  const found = await draftOf(uri.fsPath)
  if (!found) throw new ColdopenError('not-found', l10n.t('There is no draft of this brief yet. Plan or draft it first.'))
  if (!found.hasParts && found.sidecar.ended) return startFromPlan(drafts, await wishFor(uri, seen), found)
  try {
    return await drafts.resume(fileOf(found, sidecarFileName(found.slug)).fsPath, seen)
  } catch (error) {
    if (!(error instanceof ColdopenError) || error.code !== 'not-found') throw error
    return drafts.start({ ...(await restOf(found)), briefUri: uri, ...seen })
  }
}

/** What a brief would use, in one sentence. */
export const estimateBrief = async (studio: Studio, uri: Uri): Promise<string> => {
  requireTrust()
  const brief = await briefAt(uri)
  const { api } = await studio.connect()
  const speed = sampleSpeed()
  const asked = { brief, options: speed === undefined ? {} : { speed }, environment: await studio.environment() }
  const { estimate, model } = await api.runs.estimate.query(asked)
  const { requests, outputTokens, cost } = estimate
  const price = cost === null ? l10n.t('its price is not known') : l10n.t('about ${0}, at the worst ${1}', cost.expected.toFixed(2), cost.worst.toFixed(2))
  return l10n.t('{0}: {1} requests, about {2} output tokens, at the worst {3}; {4}.', modelName(model), requests.expected, outputTokens.expected, outputTokens.worst, price)
}

export const showEstimate = async (studio: Studio, uri: Uri): Promise<string> => {
  const sentence = await estimateBrief(studio, uri)
  studio.log.info(sentence)
  void tell(sentence)
  return sentence
}
