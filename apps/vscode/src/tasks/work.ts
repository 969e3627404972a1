import { basename, dirname, join } from 'node:path'
import { checkFolder, ColdopenError, draftOf, formats, missingSets, scriptNameOf, type BriefDraft } from '@coldopen/client'
import { sidecarFileName } from '@coldopen/script'
import { l10n, Uri, workspace } from 'vscode'
import { briefAt, continueBrief, draftBrief, estimateBrief, planBrief } from '../brief/brief-commands.ts'
import { problemOf } from '../drafts/problem-of.ts'
import type { Draft } from '../drafts/draft.ts'
import type { Drafts } from '../drafts/drafts.ts'
import type { Studio } from '../drafts/studio.ts'
import { problemsOf } from '../front-matter/problems.ts'
import { openText } from '../open-text.ts'
import { scanScript } from '../script-files/scan-script.ts'
import { statusWord } from '../status-word.ts'
import { say } from '../say.ts'
import type { Act, Done, Finding } from './run-briefs.ts'
import type { Work } from './task-definition.ts'

type Told = Parameters<Act>[1]

/** Waits for the end of a draft and tells how far it is. A draft that is stopped with the task keeps what has arrived. */
const toItsEnd = async (drafts: Drafts, draft: Draft, { progress, signal }: Told): Promise<Done> => {
  const stop = (): void => void drafts.stop(draft.run).catch(() => undefined)
  const watching = drafts.onDidChange(() => progress(draft.line))
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  try {
    await draft.ended
  } finally {
    watching.dispose()
    signal.removeEventListener('abort', stop)
  }
  if (draft.status === 'completed') return { said: draft.line }
  const message = draft.problem?.message ?? l10n.t('The draft is {0}.', statusWord(draft.status))
  throw new ColdopenError(draft.problem?.code ?? (draft.status === 'cancelled' ? 'cancelled' : 'model-failed'), message)
}

/** Whether every part of a draft is in its files, so that its server need not be asked. Chunks tell only by their run. */
const isWhole = async (found: BriefDraft): Promise<boolean> => {
  const { ended, brief } = found.sidecar
  return ended === true && found.hasParts && formats[brief.format].kind === 'segmented' && (await missingSets(found)).length === 0
}

/** What is missing of a script: all of it, the rest, or nothing. What is there is not paid for again. */
const draft = async (drafts: Drafts, uri: Uri, told: Told): Promise<Done> => {
  const found = await draftOf(uri.fsPath)
  if (found && (await isWhole(found))) return { said: l10n.t('Nothing is missing: every set of {0} is there.', found.slug) }
  return toItsEnd(drafts, await (found ? continueBrief : draftBrief)(drafts, uri, { unseen: true }), told)
}

const plan = async (drafts: Drafts, uri: Uri, told: Told): Promise<Done> => {
  const found = await draftOf(uri.fsPath)
  if (found) return { said: l10n.t('{0} is planned already.', found.slug) }
  return toItsEnd(drafts, await planBrief(drafts, uri, { unseen: true }), told)
}

const textOf = async (uri: Uri): Promise<string> => openText(uri) ?? Buffer.from(await workspace.fs.readFile(uri)).toString('utf8')

const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length - 1

/** What is wrong with the script of a brief, each with the heading of the segment it is about. */
const inScript = async ({ dir, slug, sidecar }: BriefDraft): Promise<Finding[]> => {
  const findings = await checkFolder(join(dir, sidecarFileName(slug)))
  if (findings.length === 0) return []
  const file = join(dir, scriptNameOf(slug, sidecar))
  const text = await textOf(Uri.file(file))
  const { segments } = scanScript(text)
  return findings.map(({ unit, message }) => {
    const segment = segments.find(each => unit !== undefined && each.number === unit)
    return { file, line: segment ? lineAt(text, segment.heading.start) : 0, message, isInText: false }
  })
}

const check = async (uri: Uri): Promise<Done> => {
  const text = await textOf(uri)
  const wrong = problemsOf(text, say)
  if (wrong.length > 0) throw new ColdopenError('invalid-input', wrong.map(({ message, at }) => say('Line {0}: {1}', lineAt(text, at.start) + 1, message)).join(' '))
  await briefAt(uri)
  const found = await draftOf(uri.fsPath)
  const findings = found?.hasParts ? await inScript(found) : []
  if (findings.length > 0) return { said: l10n.t('The script of {0} is not in order:', basename(dirname(uri.fsPath))), findings }
  return { said: found?.hasParts ? l10n.t('Nothing is wrong with the brief or its script.') : l10n.t('Nothing is wrong with the brief.') }
}

/** What a task does with a brief. The brief is read first, so that a wrong one is told of before anything is sent. */
export const workOf = (work: Work, { drafts, studio }: { readonly drafts: Drafts; readonly studio: Studio }): Act => {
  return async (file, told) => {
    const uri = Uri.file(file)
    try {
      if (work === 'check') return await check(uri)
      await briefAt(uri)
      if (work === 'estimate') return { said: await estimateBrief(studio, uri) }
      return await (work === 'plan' ? plan : draft)(drafts, uri, told)
    } catch (error) {
      throw problemOf(error)
    }
  }
}
