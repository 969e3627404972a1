import { mergeScript } from './merge-script.ts'
import { scriptText, type Passage, type Passages } from './passages.ts'
import { linkSentence, type Draft } from './rewriting.ts'
import { isOurs } from './sidecar.ts'

const editedSentence = (name: string): string => {
  return `${name} was edited by you: your text stays as it is, and each new segment is added to it when it is finished.`
}

const unreadableSentence = (name: string): string => {
  return `${name} is not UTF-8 text any more, so nothing is added to it; the segments are in the set files.`
}

const leftOutSentence = (name: string, passages: readonly Passage[]): string => {
  const numbers = passages.map(passage => passage.number).join(', ')
  return `In ${name} you changed or removed what was still being written (${numbers}): it stays as you left it, and the whole text is in the set files.`
}

/** The script's own file: written whole while it is only ours, added to once the writer has edited it. */
export const scriptDraft = (name: string, passages: Passages, notify: (sentence: string) => void): Draft => ({
  name,
  decide(found, record) {
    for (const passage of passages.list) passage.writing = passage.text
    /** Takes note of what the file has of each passage. */
    const remember = (which: (passage: Passage) => boolean): void => {
      for (const passage of passages.list) {
        const text = passage.writing
        if (text === undefined || !which(passage)) continue
        if (text === '') delete passage.written
        else passage.written = text
        delete passage.writing
        delete passage.left
        if (passage.text === text) delete passage.handed
      }
    }
    const whole = scriptText(passages)
    if (found.type === 'other') notify(linkSentence(name))
    if (found.type !== 'file') return { type: 'write', text: whole, written: () => remember(() => true) }
    if (found.text === whole) return { type: 'keep', hash: found.hash, kept: () => remember(() => true) }
    if (isOurs(record, found.hash) && !record?.edited) return { type: 'write', text: whole, written: () => remember(() => true) }

    if (found.text === undefined) {
      notify(unreadableSentence(name))
      return { type: 'keep' }
    }
    notify(editedSentence(name))
    const finished = new Set(passages.list.filter(passage => passage.finished))
    const merged = mergeScript(found.text, passages.list)
    const settled = (): void => {
      if (merged.leftOut.length > 0) notify(leftOutSentence(name, merged.leftOut))
      remember(passage => finished.has(passage))
    }
    if (merged.text === found.text) return { type: 'keep', hash: found.hash, edited: true, kept: settled }
    return { type: 'write', text: merged.text, edited: true, written: settled }
  },
})
