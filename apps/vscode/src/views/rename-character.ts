import type { Read, Roster } from '@coldopen/script'
import { l10n, window, type WorkspaceEdit, type WorkspaceEditEntryMetadata } from 'vscode'
import type { Drafts } from '../drafts/drafts.ts'
import { warn } from '../notices.ts'
import { say } from '../say.ts'
import { nameProblem, rename, type NameChange, type NamingTexts, type Renaming } from '../script-files/rename.ts'
import { createFactsReader } from '../script-files/script-texts.ts'
import { applyChanges, editOf } from './apply-changes.ts'
import { whyNot } from './move-segments.ts'
import { readScript, scriptUri, type OpenScript } from './open-script.ts'
import { pickPlaces } from './pick-places.ts'

export const rosterOf = (script: OpenScript): Roster => createFactsReader()(script).bible?.characters_roster ?? []

const textsOf = (script: OpenScript): NamingTexts | undefined => {
  const { names, texts } = script
  if (names.bible === undefined) return undefined
  const named = (name: string) => ({ name, text: texts.get(name) ?? '' })
  const isChunked = names.unit === 'chunk'
  return {
    bible: named(names.bible),
    sets: isChunked ? [] : names.parts.map(named),
    markdown: [names.script, ...(isChunked ? [...names.parts, ...names.copies] : [])].filter(name => texts.get(name) !== '').map(named),
  }
}

/** What is changed, as one edit. Where something is not certain the editor shows it first. */
export type RenameEdit = { readonly edit: WorkspaceEdit; readonly changes: readonly NameChange[] }

const metadata = (change: NameChange): WorkspaceEditEntryMetadata => {
  if (!change.certain) return { needsConfirmation: true, label: l10n.t('Perhaps somebody else, or nobody') }
  const label = change.of === 'text' ? l10n.t('In the text') : change.of === 'cue' ? l10n.t('Over speeches') : l10n.t('In the roster')
  return { needsConfirmation: false, label }
}

/** The edit that gives a character of a script another name, or the sentence that says why there is none. */
export const renameEdit = (drafts: Drafts, script: OpenScript, renaming: Renaming): Read<RenameEdit> => {
  const reason = whyNot(drafts, script)
  if (reason !== undefined) return { ok: false, problem: reason }
  const texts = textsOf(script)
  if (!texts) return { ok: false, problem: l10n.t('{0} has no plan beside it, so its characters are not known.', script.names.script) }
  const read = rename(texts, renaming, say)
  if (!read.ok) return read
  return { ok: true, value: { changes: read.value, edit: editOf(script, read.value, metadata) } }
}

/** Gives a character another name; asks which one, what it is to be called, and shows every place first. */
export const renameCharacter = async (drafts: Drafts, shown: OpenScript, known: string | undefined): Promise<void> => {
  const roster = rosterOf(shown)
  const items = roster.map(({ id, name }) => ({ label: name, description: id, id }))
  const id = known ?? (await window.showQuickPick(items, { title: l10n.t('Rename which character?') }))?.id
  const character = roster.find(one => one.id === id)
  if (!character) return
  const to = await window.showInputBox({
    title: l10n.t('Rename {0}', character.name),
    value: character.name,
    prompt: l10n.t('The new name goes into the roster, over the speeches and into the text.'),
    validateInput: text => nameProblem(roster, { id: character.id, to: text }, say),
  })
  if (to === undefined || to.trim() === character.name) return
  const script = await readScript(scriptUri(shown))
  if (!script) return void warn(l10n.t('{0} is not there any more.', shown.names.script))
  const read = renameEdit(drafts, script, { id: character.id, to })
  if (!read.ok) return void warn(read.problem)
  const places = await pickPlaces(l10n.t('Rename {0} to {1}', character.name, to.trim()), read.value.changes, name => script.texts.get(name) ?? '')
  const problem = places && places.length > 0 ? await applyChanges(script, places) : undefined
  if (problem !== undefined) void warn(problem)
}
