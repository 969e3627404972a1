import type { Documents, LiveDocument } from './documents.ts'
import { isUntouched, plainText } from './merge-script.ts'
import { hadNoEnd, passageBefore, type Passage, type PassageChange } from './passages.ts'
import { cutterOf } from './pieces-by-text.ts'
import type { ScriptState } from './script-state.ts'

/** Streams a script into the document that an editor has open, as long as it has. */
export type LiveScript = {
  /** Whether an editor has the script open, and so writes it. */
  isOpen(): boolean
  forward(changes: readonly PassageChange[]): void
  settle(): Promise<void>
}

/** How a passage stands in a document: made by us, or found there and not ours; `length` is then how long it was. */
type Standing = { readonly type: 'ours' } | { readonly type: 'theirs'; readonly length: number }

export const createLiveScript = (documents: Documents, state: ScriptState, file: () => string | undefined): LiveScript => {
  const { passages } = state
  const cut = cutterOf(passages)
  const standings = new Map<string, Standing>()
  let current: LiveDocument | undefined
  /** What the document ended with when it was opened, where that is not ours. */
  let end: Passage | undefined
  /** Whether the document is older than what had been told: an editor has brought it back from a copy that it kept. */
  let isOld = false

  /** Whether text that was found in a document is what we put there: in this process, or in one before it that died. */
  const isOurs = (passage: Passage, text: string, isLast: boolean): boolean => {
    if (isUntouched({ id: passage.id, text }, passage, passages.left.get(passage.id))) return true
    const found = plainText(text)
    if (found === plainText(passage.text)) return true
    // What had been told as finished was wholly there; if it is shorter now, it was the writer who made it so, or a copy ends in it.
    const wasUnfinished = passage.written === undefined && (hadNoEnd(passage, state.toldBefore) || (isLast && isOld))
    return wasUnfinished && passage.text.startsWith(found)
  }

  /** Opens a passage. Answers how it stands, and whether the document had it already. */
  const openIn = (document: LiveDocument, passage: Passage): { standing: Standing; found: boolean } => {
    let standing: Standing = { type: 'ours' }
    let found = false
    document.open(passage.id, passageBefore(passages, passage)?.id, (text, isLast) => {
      found = true
      if (isOurs(passage, text, isLast)) return true
      standing = { type: 'theirs', length: plainText(text).length }
      if (isLast) end = passage
      return false
    })
    standings.set(passage.id, standing)
    if (!found) comesBehind(document, passage)
    return { standing, found }
  }

  /** A document that has nothing of what had been told behind its end was left before that: its end is our own, and goes on. */
  const comesBehind = (document: LiveDocument, passage: Passage): void => {
    const last = end
    if (!last || passage.number <= last.number || state.view.seq > state.toldBefore) return
    isOld = true
    end = undefined
    showWhole(document, last)
  }

  const hand = (passage: Passage): void => {
    passage.handed = passage.finished ? 'whole' : 'so far'
  }

  const showWhole = (document: LiveDocument, passage: Passage): void => {
    const known = standings.get(passage.id)
    if (known?.type === 'theirs' && passage.text.length < known.length) return
    const standing = known?.type === 'ours' ? known : openIn(document, passage).standing
    if (standing.type === 'theirs') return
    document.replace(passage.id, passage.text)
    hand(passage)
  }

  const forwardOne = (document: LiveDocument, { passage, edits }: PassageChange): void => {
    const known = standings.get(passage.id)
    if (!edits || known?.type === 'theirs') return showWhole(document, passage)
    if (!known) {
      const { found } = openIn(document, passage)
      const added = edits.reduce((sum, edit) => sum + edit.insert.length, 0)
      // Of a passage that this document has not been given from its beginning, more than the edits may be missing.
      if (found || added !== passage.text.length) return showWhole(document, passage)
    }
    for (const edit of edits) document.edit(passage.id, edit)
    return hand(passage)
  }

  /** What a document did not take is not there, and nobody has cut it short. */
  const refused = (untaken: ReadonlySet<string>): void => {
    const finished = passages.list.flatMap(({ id, finishedAt }) => (untaken.has(id) && finishedAt !== undefined ? [finishedAt - 1] : []))
    state.toldAtMost = Math.min(state.toldAtMost, state.view.seq - 1, ...finished)
  }

  /** The document that is open now; one that was opened since is given what the file does not have. */
  const documentNow = (): { document: LiveDocument | undefined; fresh: boolean } => {
    const path = file()
    const document = path === undefined ? undefined : documents.live(path, cut)
    const fresh = document !== current
    if (fresh) {
      current = document
      standings.clear()
      end = undefined
      isOld = false
    }
    if (document?.untaken) refused(document.untaken)
    else if (document && fresh) {
      for (const passage of passages.list) if (passage.text !== (passage.written ?? '')) showWhole(document, passage)
    }
    return { document, fresh }
  }

  return {
    isOpen: () => documentNow().document !== undefined,
    forward(changes) {
      const { document, fresh } = documentNow()
      if (!document || fresh || document.untaken) return
      for (const change of changes) forwardOne(document, change)
    },
    async settle() {
      await documentNow().document?.settle()
      documentNow()
    },
  }
}
