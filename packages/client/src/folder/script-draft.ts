import { mergeScript } from './merge-script.ts'
import { scriptText, type Passage, type Passages } from './passages.ts'
import { cutterOf } from './pieces-by-text.ts'
import { linkSentence, type Draft } from './rewriting.ts'
import type { ScriptKind } from './script-kind.ts'
import type { ScriptState } from './script-state.ts'
import { isOurs } from './sidecar.ts'

const editedSentence = (name: string, kind: ScriptKind): string => {
  return `${name} was edited by you: your text stays as it is, and each new ${kind.unit} is added to it when it is finished.`
}

const unreadableSentence = (name: string, kind: ScriptKind): string => {
  return `${name} is not UTF-8 text any more, so nothing is added to it; the ${kind.unit}s are in the ${kind.partFiles}.`
}

const leftOutSentence = (name: string, passages: readonly Passage[], kind: ScriptKind): string => {
  const numbers = passages.map(passage => passage.number).join(', ')
  return `In ${name} you changed or removed what was still being written (${numbers}): it stays as you left it, and the whole text is in the ${kind.partFiles}.`
}

/** Marks passages as being put into the file as they are now. Answers what to do when they have been. */
const take = (passages: Passages, taken: readonly Passage[]): (() => void) => {
  for (const passage of taken) passage.writing = passage.text
  return () => {
    for (const passage of taken) {
      const text = passage.writing
      if (text === undefined) continue
      if (text === '') passages.left.delete(passage.id)
      if (text === '') delete passage.written
      else passage.written = text
      delete passage.writing
      if (passage.text === text) delete passage.handed
    }
  }
}

/** The script's own file: written whole while it is only ours, added to once the writer has edited it. */
export const scriptDraft = (name: string, { passages, toldBefore }: Pick<ScriptState, 'passages' | 'toldBefore'>, notify: (sentence: string) => void): Draft => ({
  name,
  decide(found, record) {
    if (found.type === 'other') notify(linkSentence(name))
    const whole = scriptText(passages)
    const isWhole = found.type === 'file' && found.text === whole
    if (isWhole || found.type !== 'file' || (isOurs(record, found.hash) && !record?.edited)) {
      const done = take(passages, passages.list)
      return isWhole ? { type: 'keep', hash: found.hash, kept: done } : { type: 'write', text: whole, written: done }
    }
    if (found.text === undefined) {
      notify(unreadableSentence(name, passages.kind))
      return { type: 'keep' }
    }
    notify(editedSentence(name, passages.kind))
    const merged = mergeScript(found.text, { ...passages, told: toldBefore }, cutterOf(passages))
    const remember = take(passages, passages.list.filter(passage => passage.finished))
    const done = (): void => {
      if (merged.leftOut.length > 0) notify(leftOutSentence(name, merged.leftOut, passages.kind))
      remember()
    }
    if (merged.text === found.text) return { type: 'keep', hash: found.hash, edited: true, kept: done }
    return { type: 'write', text: merged.text, edited: true, written: done }
  },
})
