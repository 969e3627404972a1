import { cueKey, speakersOf, type Roster } from '@coldopen/script'
import { l10n, Range, type Position, type RenameProvider, type TextDocument } from 'vscode'
import type { Drafts } from '../drafts/drafts.ts'
import { createMentions } from '../script-files/mentions.ts'
import { plainMarkdown } from '../script-files/plain-places.ts'
import { notAsRead } from './apply-changes.ts'
import { readScript } from './open-script.ts'
import { renameEdit, rosterOf } from './rename-character.ts'

type Named = { readonly id: string; readonly name: string; readonly range: Range }

const cue = /\*\*((?:\\.|[^*\\\r\n])+)\*\*/g

/** Who is named at a place of a line; of several the one with the longest name there. */
export const namedAt = (roster: Roster, document: TextDocument, position: Position): Named | undefined => {
  const line = document.lineAt(position.line).text
  const here = (start: number, end: number): boolean => start <= position.character && position.character <= end
  const rangeOf = (start: number, end: number): Range => new Range(position.line, start, position.line, end)
  const speakers = speakersOf(roster)
  for (const found of line.matchAll(cue)) {
    const written = (found[1] ?? '').replace(/:$/, '')
    const id = speakers.get(cueKey(plainMarkdown(written).text))
    const one = here(found.index + 2, found.index + 2 + written.length) ? roster.find(known => known.id === id) : undefined
    if (one) return { ...one, range: rangeOf(found.index + 2, found.index + 2 + written.length) }
  }
  const plain = plainMarkdown(line)
  const found = roster.flatMap(one =>
    createMentions({ roster, id: one.id }, [])(plain.text).flatMap(mention => {
      const [start, end] = [plain.at(mention.start), plain.at(mention.end - 1) + 1]
      return here(start, end) ? [{ id: one.id, name: one.name, range: rangeOf(start, end), certain: mention.certain }] : []
    }),
  )
  const width = ({ range }: Named): number => range.end.character - range.start.character
  return found.toSorted((a, b) => Number(b.certain) - Number(a.certain) || width(b) - width(a))[0]
}

/** F2 on a name in a script, or in its JSON files: the character is renamed everywhere. */
export const createRenameProvider = (drafts: Drafts): RenameProvider => {
  const find = async (document: TextDocument, position: Position) => {
    const script = await readScript(document.uri)
    const named = script && namedAt(rosterOf(script), document, position)
    if (!script || !named) throw new Error(l10n.t('This is no name of one of the script’s characters.'))
    return { script, named }
  }
  return {
    async prepareRename(document, position) {
      const { named } = await find(document, position)
      return { range: named.range, placeholder: named.name }
    },
    async provideRenameEdits(document, position, to) {
      const { script, named } = await find(document, position)
      const read = renameEdit(drafts, script, { id: named.id, to })
      if (!read.ok) throw new Error(read.problem)
      const reason = await notAsRead(script, read.value.changes)
      if (reason !== undefined) throw new Error(reason)
      return read.value.edit
    },
  }
}
