import { l10n, workspace } from 'vscode'
import type { Drafts } from '../drafts/drafts.ts'
import { isActive } from '../drafts/draft.ts'
import { warn } from '../notices.ts'
import { say } from '../say.ts'
import { keyOf, reorder } from '../script-files/reorder.ts'
import { scanScript } from '../script-files/scan-script.ts'
import { createFactsReader } from '../script-files/script-texts.ts'
import { applyChanges } from './apply-changes.ts'
import { readScript, scriptUri, type OpenScript } from './open-script.ts'

/** Says why a script cannot be changed as a whole now; undefined when it can. */
export const whyNot = (drafts: Drafts, script: OpenScript): string | undefined => {
  if (!workspace.isTrusted) return l10n.t('This workspace is not trusted, so no file is changed.')
  const draft = drafts.of(scriptUri(script))
  if (!draft || !isActive(draft)) return undefined
  return l10n.t('{0} is being drafted. Wait until it is done, or stop it, and try again.', script.names.script)
}

/**
 * Brings the segments of a script into another order, in its Markdown and its set files, as one edit. `arrange` is given the
 * keys in the order of the text. Answers whether that was done; when not, the writer is told why.
 */
export const moveSegments = async (drafts: Drafts, shown: OpenScript, arrange: (order: readonly string[]) => readonly string[]): Promise<boolean> => {
  const script = await readScript(scriptUri(shown))
  const refuse = (sentence: string): false => {
    void warn(sentence)
    return false
  }
  if (!script) return refuse(l10n.t('{0} is not there any more, so nothing was moved.', shown.names.script))
  const reason = whyNot(drafts, script)
  if (reason !== undefined) return refuse(reason)
  const textOf = (name: string): string => script.texts.get(name) ?? ''
  const order = scanScript(textOf(script.names.script)).segments.map(keyOf)
  const wanted = arrange(order)
  if (wanted.every((key, at) => key === order[at])) return false
  const perSet = createFactsReader()(script).bible?.generation_info.segments_per_set ?? 10
  const named = (name: string) => ({ name, text: textOf(name) })
  const read = reorder({ script: named(script.names.script), sets: script.names.parts.map(named), perSet }, wanted, say)
  if (!read.ok) return refuse(read.problem)
  const problem = await applyChanges(script, read.value)
  return problem === undefined || refuse(problem)
}
