import { CodeAction, CodeActionKind, l10n, type Range, type Selection, type TextDocument } from 'vscode'
import { pieceAt } from '../script-files/pieces.ts'
import { deedOf } from './begin-redraft.ts'
import { piecesIn, type KnownScripts } from './known-scripts.ts'
import type { PieceMode } from './modes.ts'

const commands: { readonly [Mode in PieceMode]: string } = { redraft: 'coldopen.redraftSegment', extend: 'coldopen.extendSegment', shorten: 'coldopen.shortenSegment' }

/** What the light bulb offers in a script: to have the piece around the cursor written anew, and what is selected rewritten. */
export const pieceActions = async (scripts: KnownScripts, document: TextDocument, range: Range | Selection): Promise<CodeAction[]> => {
  const script = await scripts.of(document.uri)
  if (!script) return []
  const piece = pieceAt(await piecesIn(script, document.uri, document.getText()), document.offsetAt(range.start))
  if (!piece || script.locks.has(piece.id)) return []
  const name = piece.unit === 'segment' ? l10n.t('Segment {0}', piece.shown) : l10n.t('Chunk {0}', piece.shown)
  const action = (title: string, command: string, args: unknown[]): CodeAction => {
    const made = new CodeAction(title, CodeActionKind.RefactorRewrite)
    made.command = { title, command, arguments: args }
    return made
  }
  const modes: readonly PieceMode[] = ['redraft', 'extend', 'shorten']
  return [
    ...(range.isEmpty ? [] : [action(l10n.t('Rewrite Selection…'), 'coldopen.rewriteSelection', [])]),
    ...modes.map(mode => action(l10n.t('{0} {1}…', deedOf(mode), name), commands[mode], [document.uri, piece.id])),
  ]
}
