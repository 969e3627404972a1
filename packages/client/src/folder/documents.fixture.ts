import { applyLiveEdit, noText, type LiveText } from '@coldopen/script'
import type { Documents, LiveDocument } from './documents.ts'

/** An editor's document: blocks of live text behind text that was there when it was opened. */
export type PaperDocument = LiveDocument & {
  text(): string
  /** How many calls it has had. */
  readonly calls: string[]
}

const anchoredBlocks = (text: string): Map<string, LiveText> => {
  const blocks = new Map<string, LiveText>()
  for (const piece of text.split(/(?=\n<!-- seg_\w+ -->\n)/)) {
    const id = /<!-- (seg_\w+) -->/.exec(piece)?.[1] ?? 'header'
    if (piece !== '') blocks.set(id, { text: piece, caret: piece.length })
  }
  return blocks
}

/** `seen` is told the whole text after every edit. */
export const createPaperDocument = (text: string, seen: (text: string) => void = () => {}): PaperDocument => {
  const isJson = text.startsWith('{')
  let blocks = isJson ? new Map([['document', { text, caret: 0 }]]) : anchoredBlocks(text)
  const calls: string[] = []
  const whole = (): string => [...blocks.values()].map(block => block.text).join('')
  const put = (call: string, id: string, live: LiveText): void => {
    calls.push(`${call} ${id}`)
    if (!blocks.has(id)) throw new Error(`${call}: no block ${id}`)
    blocks.set(id, live)
    seen(whole())
  }
  return {
    calls,
    text: whole,
    open(id, after) {
      calls.push(`open ${id}`)
      if (blocks.has(id)) return
      const list = [...blocks]
      const at = after === undefined ? 0 : list.findIndex(([known]) => known === after) + 1
      list.splice(at, 0, [id, noText])
      blocks = new Map(list)
    },
    edit(id, edit) {
      put('edit', id, applyLiveEdit(blocks.get(id) ?? noText, edit))
    },
    replace(id, replaced, caret = replaced.length) {
      put('replace', id, { text: replaced, caret })
    },
    settle: async () => {},
  }
}

/** An editor that has the files open which are put into it. */
export const createEditor = (): Documents & { readonly open: Map<string, PaperDocument> } => {
  const open = new Map<string, PaperDocument>()
  return { open, live: file => open.get(file) }
}
