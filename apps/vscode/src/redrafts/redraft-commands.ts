import { ColdopenError, lockPiece } from '@coldopen/client'
import { l10n, Uri, window, workspace, type TextDocument } from 'vscode'
import { isActive } from '../drafts/draft.ts'
import { problemOf } from '../drafts/problem-of.ts'
import type { Studio } from '../drafts/studio.ts'
import { dataFolderNow, requireTrust } from '../server.ts'
import type { Shell } from '../shell.ts'
import { pieceAt, type Piece } from '../script-files/pieces.ts'
import { acceptRedraft, type Decision } from './accept-redraft.ts'
import { askNote } from './ask-note.ts'
import { deedOf } from './begin-redraft.ts'
import type { InStep } from './in-step.ts'
import { piecesIn, readKnownScript, type KnownScript } from './known-scripts.ts'
import type { PieceMode } from './modes.ts'
import { passageOf } from './passage.ts'
import { planOf } from './plan-beside.ts'
import type { Redraft } from './redraft.ts'
import { closePages, nameOf, showPages } from './redraft-pages.ts'
import type { Redrafts } from './redrafts.ts'

export type RedraftParts = { readonly shell: Shell; readonly studio: Studio; readonly redrafts: Redrafts; readonly inStep: InStep }

/** The piece that a command is meant for, in the document as it is now. */
type Meant = { readonly document: TextDocument; readonly script: KnownScript; readonly piece: Piece }

/** What a command was given by a lens: the script's document and the id of a piece; nothing by the palette and the menus. */
export type PieceTargeted = { readonly uri: Uri | undefined; readonly id: string | undefined }

const refuse = (code: 'conflict' | 'not-found' | 'invalid-input', sentence: string): never => {
  throw new ColdopenError(code, sentence)
}

const pieceName = ({ unit, shown }: Piece): string => (unit === 'segment' ? l10n.t('Segment {0}', shown) : l10n.t('Chunk {0}', shown))

const notHere = (): never => refuse('invalid-input', l10n.t('Put the cursor into a segment of a script that Coldopen has drafted first.'))

const scriptOf = async (document: TextDocument): Promise<KnownScript> => (await readKnownScript(document.uri)) ?? notHere()

const pieceMeant = async ({ uri, id }: PieceTargeted): Promise<Meant> => {
  const editor = window.activeTextEditor
  const document = uri ? await workspace.openTextDocument(uri) : (editor?.document ?? notHere())
  const script = await scriptOf(document)
  const text = document.getText()
  const pieces = await piecesIn(script, document.uri, text)
  const caret = editor?.document === document ? document.offsetAt(editor.selection.active) : 0
  const piece = id === undefined ? pieceAt(pieces, caret) : pieces.find(one => one.id === id)
  return { document, script, piece: piece ?? notHere() }
}

const plain = (text: string): string => text.replaceAll('\r\n', '\n')

const sidecarPath = ({ dir, names }: KnownScript): string => Uri.joinPath(dir, names.sidecar).fsPath

/** While a script is being drafted only what is finished of it may be written anew. */
const requireFinished = async ({ shell, studio }: RedraftParts, { document, script, piece }: Meant): Promise<void> => {
  const draft = shell.drafts.of(document.uri)
  if (!draft || !isActive(draft)) return
  const { api } = await studio.connect()
  const { parts } = await api.runs.get.query({ runId: script.run })
  const part = parts.find(one => (piece.unit === 'chunk' ? one.number === piece.number : one.segments.some(segment => segment.segment_number === piece.number)))
  if (part?.status !== 'done') refuse('conflict', l10n.t('{0} is being drafted. Wait until its set is done, or stop the draft.', pieceName(piece)))
}

/** Has a segment or a chunk written anew, beside the old text. */
export const redraftPiece = async (parts: RedraftParts, mode: PieceMode, asked: PieceTargeted & { readonly note: string | undefined }): Promise<Redraft | undefined> => {
  requireTrust()
  const { piece } = await pieceMeant(asked)
  const target = { uri: asked.uri ?? window.activeTextEditor?.document.uri, id: piece.id }
  const note = asked.note ?? (await askNote(`${deedOf(mode)}: ${pieceName(piece)}`, false))
  if (note === undefined) return undefined
  const meant = await pieceMeant(target)
  const { document, script } = meant
  const { unit, id, number, shown, title, start, end } = meant.piece
  if (script.locks.has(id)) refuse('conflict', l10n.t('{0} is locked. Unlock it to have it written anew.', pieceName(meant.piece)))
  await requireFinished(parts, meant)
  const redraft = await parts.redrafts.start({
    of: script.run,
    script: document.uri.toString(),
    target: { type: unit, id, number, shown, title },
    mode,
    note,
    old: plain(document.getText().slice(start, end)),
    plan: await planOf(script),
    sidecar: sidecarPath(script),
  })
  await showPages(redraft)
  return redraft
}

/** Has the selected passage rewritten by a note, beside the old one. */
export const rewriteSelection = async (parts: RedraftParts, given: string | undefined): Promise<Redraft | undefined> => {
  requireTrust()
  const editor = window.activeTextEditor ?? notHere()
  const { document, selection } = editor
  const text = document.getText()
  const script = await scriptOf(document)
  const [from, to] = [document.offsetAt(selection.start), document.offsetAt(selection.end)]
  const passage = passageOf(text, from, to) ?? refuse('invalid-input', l10n.t('Select the passage that is to be rewritten first.'))
  if (/^<!--/m.test(passage.text)) refuse('invalid-input', l10n.t('The selection reaches over the beginning of a segment. Select a passage within one.'))
  const pieces = await piecesIn(script, document.uri, text)
  const piece = pieceAt(pieces, from)
  if (piece && script.locks.has(piece.id)) refuse('conflict', l10n.t('{0} is locked. Unlock it to have it written anew.', pieceName(piece)))
  if (piece) await requireFinished(parts, { document, script, piece })
  const note = given ?? (await askNote(deedOf('rewrite'), true))
  if (note === undefined) return undefined
  const { target, text: old, before, after } = passage
  const redraft = await parts.redrafts.start({ of: script.run, script: document.uri.toString(), target, mode: 'rewrite', note, old, before, after, plan: await planOf(script), sidecar: sidecarPath(script) })
  await showPages(redraft)
  return redraft
}

const askChanged = async (redraft: Redraft): Promise<Decision> => {
  const [replace, again] = [l10n.t('Replace All the Same'), l10n.t('Redraft Again')]
  const detail = l10n.t('The new text was made from the old one as it was then. Your own words there would go; an undo brings them back.')
  const choice = await window.showWarningMessage(l10n.t('{0} was changed after it was given to be written anew.', nameOf(redraft)), { modal: true, detail }, replace, again)
  return choice === replace ? 'replace' : choice === again ? 'again' : 'leave'
}

/** Asks for the same once more, from the text as it is now. What has come of it before stays until that has begun. */
export const redraftAgain = async (parts: RedraftParts, redraft: Redraft): Promise<void> => {
  const { target, mode, note, script } = redraft
  if (target.type === 'passage' || mode === 'rewrite') refuse('invalid-input', l10n.t('Select the passage as it is now, and have it rewritten.'))
  else {
    const fresh = await redraftPiece(parts, mode, { uri: Uri.parse(script, true), id: target.id, note })
    if (fresh) await discard(parts, redraft)
  }
}

/** Puts the new text in the place of the old one. `decided` says what to do where the old text was changed; otherwise the writer is asked. Answers whether it stands there now. */
export const accept = async (parts: RedraftParts, redraft: Redraft, decided: Decision | undefined): Promise<boolean> => {
  const outcome = await acceptRedraft(redraft, { decide: async () => decided ?? askChanged(redraft), inStep: parts.inStep.follow })
  if (outcome === 'again') await redraftAgain(parts, redraft)
  if (outcome !== 'accepted') return false
  await closePages(redraft.run)
  await parts.redrafts.forget(redraft.run)
  return true
}

/** Forgets the new text; one that still arrives is stopped first. The script stays as it is. */
export const discard = async (parts: RedraftParts, redraft: Redraft): Promise<void> => {
  if (redraft.status === 'writing') await parts.redrafts.stop(redraft.run).catch((error: unknown) => parts.studio.log.warn(problemOf(error).message))
  await closePages(redraft.run)
  await parts.redrafts.forget(redraft.run)
}

/** The redraft that a command is meant for, where it names none: the only one, or the one that is picked. */
export const pickRedraft = async (redrafts: Redrafts): Promise<Redraft | undefined> => {
  const all = redrafts.all()
  if (all.length < 2) return all[0]
  const items = all.map(redraft => ({ label: nameOf(redraft), description: `${deedOf(redraft.mode)} ${redraft.note}`.trim(), detail: workspace.asRelativePath(Uri.parse(redraft.script, true)), redraft }))
  return (await window.showQuickPick(items, { title: l10n.t('Which one?') }))?.redraft
}

/** What a server answers that does not know the run, or not this piece of it. */
const unknown: readonly string[] = ['not-found', 'conflict', 'invalid-input']

/** Locks a piece, so that nothing writes it any more, or unlocks it: at the server, and in the script's sidecar. */
export const lock = async ({ studio }: RedraftParts, target: PieceTargeted, locked: boolean): Promise<void> => {
  requireTrust()
  const { script, piece } = await pieceMeant(target)
  const { api } = await studio.connect()
  const refused = await api.runs.lock.mutate({ runId: script.run, segment: piece.number, locked }).then(
    () => undefined,
    (error: unknown) => problemOf(error),
  )
  if (refused && !unknown.includes(refused.code)) throw refused
  if (refused) studio.log.info(`${pieceName(piece)}: ${refused.message}`)
  // Whoever follows the run hears of the lock from the server, and notes it.
  const isNoted = await lockPiece(dataFolderNow(), sidecarPath(script), { id: piece.id, locked })
  if (!isNoted && refused) throw refused
}
