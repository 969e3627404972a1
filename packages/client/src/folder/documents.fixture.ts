import { applyLiveEdit, noText, type LiveText } from '@coldopen/script'
import type { Documents, LiveDocument } from './documents.ts'
import { piecesOf } from './merge-script.ts'

/** An editor's document: blocks of live text behind text that was there when it was opened. */
export type PaperDocument = LiveDocument & {
  text(): string
  /** The calls it has had. */
  readonly calls: string[]
}

/** `seen` is told the whole text after every edit. */
export const createPaperDocument = (text: string, seen: (text: string) => void = () => {}): PaperDocument => {
  const found = text.startsWith('{') ? [{ id: 'document', text }] : piecesOf(text).filter(piece => piece.text !== '')
  let blocks = new Map<string, LiveText>(found.map(piece => [piece.id, { text: piece.text, caret: piece.text.length }]))
  // What was there before is the writer's, until it is known to be ours.
  const theirs = new Set(blocks.keys())
  const calls: string[] = []
  const whole = (): string => [...blocks.values()].map(block => block.text).join('')
  const put = (id: string, live: LiveText): void => {
    blocks.set(id, live)
    seen(whole())
  }
  const blockOf = (id: string): LiveText => {
    const block = blocks.get(id)
    if (!block) throw new Error(`there is no block ${id}`)
    return block
  }
  return {
    calls,
    text: whole,
    open(id, after, isOurs) {
      calls.push(`open ${id}`)
      const known = blocks.get(id)
      if (known) {
        if (isOurs(known.text, id === found.at(-1)?.id)) theirs.delete(id)
        return
      }
      const list = [...blocks]
      const at = after === undefined ? 0 : list.findIndex(([one]) => one === after) + 1
      list.splice(at, 0, [id, noText])
      blocks = new Map(list)
    },
    edit(id, edit) {
      calls.push(`edit ${id}`)
      if (theirs.has(id)) throw new Error(`${id} is the writer's`)
      put(id, applyLiveEdit(blockOf(id), edit))
    },
    replace(id, replaced, caret = replaced.length) {
      calls.push(`replace ${id}`)
      if (blockOf(id) && !theirs.has(id)) put(id, { text: replaced, caret })
    },
    settle: async () => {},
  }
}

/** An editor that has the files open which are put into it. */
export const createEditor = (): Documents & { readonly open: Map<string, PaperDocument> } => {
  const open = new Map<string, PaperDocument>()
  const known = new Set<PaperDocument>()
  return {
    open,
    live(file, _cut, isOld = () => false) {
      const document = open.get(file)
      if (!document || (!known.has(document) && isOld(document.text()))) return undefined
      known.add(document)
      return document
    },
  }
}
