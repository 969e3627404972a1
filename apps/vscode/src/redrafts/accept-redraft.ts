import { ColdopenError } from '@coldopen/client'
import { segmentMarkdown, segmentSchema, type Bible } from '@coldopen/script'
import { l10n, Uri, workspace, type TextDocument } from 'vscode'
import { requireTrust } from '../server.ts'
import { copyCompanion, setCompanion, type Companion } from '../script-files/companions.ts'
import { pieceAt, type Piece } from '../script-files/pieces.ts'
import { elementOf } from '../script-files/set-element.ts'
import { withChanges } from '../script-files/text-change.ts'
import { textAt } from '../text-at.ts'
import { segmentIn } from './begin-redraft.ts'
import type { FilePair } from './in-step.ts'
import { piecesIn, readKnownScript, type KnownScript } from './known-scripts.ts'
import { planOf } from './plan-beside.ts'
import { isInTab, isReadOnly, putInDocument } from './put-text.ts'
import type { Redraft } from './redraft.ts'
import { nameOf } from './redraft-pages.ts'
import { replacement, standingOf, type Standing } from './replacing.ts'

/** What the writer wants where the old text is another one by now. */
export type Decision = 'replace' | 'again' | 'leave'

export type Accepting = {
  /** Asked when the writer has changed the old text since. */
  readonly decide: () => Promise<Decision>
  /** Told which files have to say the same as the document from now on. */
  readonly inStep: (document: TextDocument, pair: FilePair) => Promise<void>
}

const plain = (text: string): string => text.replaceAll('\r\n', '\n')

/** A piece before and after, as the document's other files are to follow it. */
type Became = { readonly script: KnownScript; readonly piece: Piece; readonly old: string; readonly fresh: string; readonly plan: Bible | undefined }

const copiesOf = ({ script, old, fresh }: Became, document: TextDocument): [Uri, Companion][] => {
  const { names, dir } = script
  const others = [names.script, ...names.parts, ...names.copies].map(name => Uri.joinPath(dir, name)).filter(uri => uri.toString() !== document.uri.toString())
  return others.map(uri => [uri, copyCompanion(old, fresh)])
}

/** The set file that has the segment; where only a passage became another it goes along if it said what the Markdown said. */
const setOf = async ({ script, piece, old, fresh, plan }: Became, isWhole: boolean): Promise<[Uri, Companion][]> => {
  const roster = plan?.characters_roster ?? []
  const segment = segmentIn(fresh, roster, { segment_id: piece.id, segment_number: piece.shown })
  if (!segment) return []
  for (const name of script.names.parts) {
    const uri = Uri.joinPath(script.dir, name)
    const text = await textAt(uri)
    const element = elementOf(text, piece.id)
    if (!element) continue
    const said = segmentSchema.safeParse(element.segment).data
    const isTheSame = said !== undefined && segmentMarkdown(said, roster).trim() === old
    const companion = isWhole || isTheSame ? setCompanion(text, segment) : undefined
    return companion ? [[uri, companion]] : []
  }
  return []
}

/** The whole piece that a change is in, before and after it. */
const pairOf = async (document: TextDocument, was: { text: string; piece: Piece }, at: { script: KnownScript; change: { start: number; end: number; text: string }; isWhole: boolean }): Promise<FilePair> => {
  const { text, piece } = was
  const old = plain(text.slice(piece.start, piece.end))
  const { start, end, text: insert } = at.change
  const fresh = plain(withChanges(text.slice(piece.start, piece.end), [{ start: start - piece.start, end: end - piece.start, text: insert }]))
  const became: Became = { script: at.script, piece, old, fresh, plan: await planOf(at.script) }
  const companions = piece.unit === 'segment' ? await setOf(became, at.isWhole) : copiesOf(became, document)
  return { old, fresh, companions }
}

const refuse = (code: 'conflict' | 'not-found' | 'file-processing', sentence: string): never => {
  throw new ColdopenError(code, sentence)
}

const standingNow = async (document: TextDocument, script: KnownScript, redraft: Redraft): Promise<{ standing: Standing; pieces: readonly Piece[] }> => {
  const pieces = await piecesIn(script, document.uri, document.getText())
  const standing = standingOf(document.getText(), pieces, redraft)
  if (standing) return { standing, pieces }
  return refuse('not-found', l10n.t('{0} does not stand in {1} any more, so nothing was replaced. Copy what you want of the new text.', nameOf(redraft), workspace.asRelativePath(document.uri)))
}

/**
 * Puts a redraft in the place of the old text, as one edit of the document; the script's other files follow. Answers what
 * became of it. Throws `conflict` for a locked one, `not-found` where the old text is gone, `file-processing` for a file that
 * cannot be written.
 */
export const acceptRedraft = async (redraft: Redraft, accepting: Accepting): Promise<'accepted' | 'again' | 'leave'> => {
  requireTrust()
  if (redraft.status !== 'done') refuse('conflict', l10n.t('{0} is not written to its end, so it cannot take the place of the old text.', nameOf(redraft)))
  const uri = Uri.parse(redraft.script, true)
  const document = await workspace.openTextDocument(uri).then(
    open => open,
    () => refuse('not-found', l10n.t('{0} is not there any more, so nothing was replaced.', workspace.asRelativePath(uri))),
  )
  const script = (await readKnownScript(uri)) ?? refuse('not-found', l10n.t('{0} has no .coldopen.json beside it any more, so nothing was replaced.', workspace.asRelativePath(uri)))
  if (await isReadOnly(uri)) refuse('file-processing', l10n.t('{0} is read-only, so nothing was replaced.', workspace.asRelativePath(uri)))
  let { standing, pieces } = await standingNow(document, script, redraft)
  if (!standing.isSame) {
    const decision = await accepting.decide()
    if (decision !== 'replace') return decision
    ;({ standing, pieces } = await standingNow(document, script, redraft))
  }
  const text = document.getText()
  const piece = pieceAt(pieces, standing.start)
  if (piece && script.locks.has(piece.id)) refuse('conflict', l10n.t('{0} is locked, so nothing was replaced. Unlock it first.', piece.unit === 'segment' ? l10n.t('Segment {0}', piece.shown) : l10n.t('Chunk {0}', piece.shown)))
  const change = replacement(text, standing, redraft)
  if (!change) return 'accepted'
  const isInside = piece !== undefined && piece.start <= standing.start && standing.end <= piece.end
  const pair = isInside ? await pairOf(document, { text, piece }, { script, change, isWhole: redraft.target.type !== 'passage' }) : undefined
  if (document.getText() !== text || !(await putInDocument(document, change))) {
    refuse('file-processing', l10n.t('{0} did not take the new text: it changed at the same moment. Try again.', workspace.asRelativePath(uri)))
  }
  if (!isInTab(uri)) await document.save()
  if (pair) await accepting.inStep(document, pair)
  return 'accepted'
}
