import { CodeLens, l10n, Range, window, type TextDocument, type Uri } from 'vscode'
import type { Piece } from '../script-files/pieces.ts'
import { piecesIn, type KnownScripts } from './known-scripts.ts'
import type { Redraft } from './redraft.ts'
import type { Redrafts } from './redrafts.ts'

/** Of a script with more pieces than this only those near what is on the screen have lenses. */
const most = 300
/** Lines around the screen whose pieces have lenses. */
const margin = 400

type Lens = { readonly icon: string; readonly title: string; readonly tooltip: string; readonly command: string; readonly args: readonly unknown[] }

const redraftLenses = ({ run, status }: Redraft, name: string): Lens[] => {
  const show = { icon: 'diff', title: l10n.t('Compare'), tooltip: l10n.t('Show the old and the new text of {0} side by side', name), command: 'coldopen.showRedraft', args: [run] }
  const discard = { icon: 'discard', title: l10n.t('Discard'), tooltip: l10n.t('Forget the new text of {0}', name), command: 'coldopen.discardRedraft', args: [run] }
  if (status === 'writing') {
    return [{ ...show, icon: 'sync~spin', title: l10n.t('Writing…') }, { icon: 'debug-stop', title: l10n.t('Stop'), tooltip: l10n.t('Stop writing {0} anew', name), command: 'coldopen.stopRedraft', args: [run] }]
  }
  if (status === 'stopped') return [{ ...show, title: l10n.t('Stopped: Compare') }, discard]
  return [{ icon: 'check', title: l10n.t('Accept'), tooltip: l10n.t('Put the new text of {0} in the place of the old', name), command: 'coldopen.acceptRedraft', args: [run] }, discard, show]
}

const pieceLenses = (uri: Uri, piece: Piece, state: { readonly locked: boolean; readonly redraft: Redraft | undefined }): Lens[] => {
  const name = piece.unit === 'segment' ? l10n.t('segment {0}', piece.shown) : l10n.t('chunk {0}', piece.shown)
  const args = [uri, piece.id]
  if (state.locked) return [{ icon: 'unlock', title: l10n.t('Unlock'), tooltip: l10n.t('Let {0} be written anew again', name), command: 'coldopen.unlockSegment', args }]
  if (state.redraft) return redraftLenses(state.redraft, name)
  return [
    { icon: 'sync', title: l10n.t('Redraft'), tooltip: l10n.t('Have {0} written anew, beside the old text', name), command: 'coldopen.redraftSegment', args },
    { icon: 'unfold', title: l10n.t('Extend'), tooltip: l10n.t('Have {0} written at greater length, beside the old text', name), command: 'coldopen.extendSegment', args },
    { icon: 'fold', title: l10n.t('Shorten'), tooltip: l10n.t('Have {0} written shorter, beside the old text', name), command: 'coldopen.shortenSegment', args },
    { icon: 'lock', title: l10n.t('Lock'), tooltip: l10n.t('Nothing writes {0} any more', name), command: 'coldopen.lockSegment', args },
  ]
}

/** The newest redraft of each piece of a document. */
const waitingIn = (redrafts: Redrafts, uri: Uri): ReadonlyMap<string, Redraft> =>
  new Map(redrafts.all().flatMap(redraft => (redraft.target.type !== 'passage' && redraft.script === uri.toString() ? [[redraft.target.id, redraft] as const] : [])))

/** The lines around what is on the screen; around the document's beginning where none of it is. */
const linesNearScreen = (document: TextDocument): { readonly from: number; readonly to: number } => {
  const shown = window.visibleTextEditors.filter(editor => editor.document === document).flatMap(editor => editor.visibleRanges)
  const from = Math.min(...shown.map(range => range.start.line), shown.length > 0 ? Infinity : 0)
  const to = Math.max(...shown.map(range => range.end.line), 0)
  return { from: from - margin, to: to + margin }
}

/** The lenses of a script's segments or chunks; `all` tells whether the whole document has them. */
export const piecesWithLenses = async (scripts: KnownScripts, redrafts: Redrafts, document: TextDocument): Promise<{ readonly lenses: CodeLens[]; readonly all: boolean }> => {
  const script = await scripts.of(document.uri)
  if (!script) return { lenses: [], all: true }
  const pieces = await piecesIn(script, document.uri, document.getText())
  const waiting = waitingIn(redrafts, document.uri)
  const all = pieces.length <= most
  const { from, to } = linesNearScreen(document)
  const lenses = pieces.flatMap(piece => {
    const { line } = document.positionAt(piece.heading)
    if (!all && (line < from || line > to)) return []
    const state = { locked: script.locks.has(piece.id), redraft: waiting.get(piece.id) }
    const range = new Range(line, 0, line, 0)
    return pieceLenses(document.uri, piece, state).map(({ icon, title, tooltip, command, args }) => new CodeLens(range, { title: `$(${icon}) ${title}`, tooltip, command, arguments: [...args] }))
  })
  return { lenses, all }
}
