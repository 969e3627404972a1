import type { Documents, LiveDocument } from './documents.ts'
import { isUntouched } from './merge-script.ts'
import { cutterOf } from './pieces-by-text.ts'
import { passageBefore, type Passage, type PassageChange, type Passages } from './passages.ts'

/** Streams a script into the document that an editor has open, as long as it has. */
export type LiveScript = {
  /** Whether an editor has the script open, and so writes it. */
  isOpen(): boolean
  forward(changes: readonly PassageChange[]): void
  settle(): Promise<void>
}

export const createLiveScript = (documents: Documents, passages: Passages, file: () => string | undefined): LiveScript => {
  const cut = cutterOf(passages)
  let current: LiveDocument | undefined
  const opened = new Set<string>()

  const openIn = (document: LiveDocument, passage: Passage): boolean => {
    if (opened.has(passage.id)) return false
    opened.add(passage.id)
    document.open(passage.id, passageBefore(passages, passage)?.id, text => isUntouched({ id: passage.id, text }, passage, passages.left.get(passage.id)))
    return true
  }

  const showWhole = (document: LiveDocument, passage: Passage): void => {
    openIn(document, passage)
    document.replace(passage.id, passage.text)
    passage.handed = passage.finished ? 'whole' : 'so far'
  }

  const forwardOne = (document: LiveDocument, change: PassageChange): void => {
    const { passage, edits } = change
    const first = openIn(document, passage)
    const added = edits?.reduce((sum, edit) => sum + edit.insert.length, 0)
    // Of a passage that this document has not been given, the text before the edits would be missing.
    if (!edits || (first && added !== passage.text.length)) return showWhole(document, passage)
    for (const edit of edits) document.edit(passage.id, edit)
    passage.handed = passage.finished ? 'whole' : 'so far'
  }

  /** The document that is open now; one that was opened since is given what the file does not have. */
  const documentNow = (): { document: LiveDocument | undefined; fresh: boolean } => {
    const path = file()
    const document = path === undefined ? undefined : documents.live(path, cut)
    const fresh = document !== current
    if (fresh) {
      current = document
      opened.clear()
    }
    if (document && fresh) {
      for (const passage of passages.list) if (passage.text !== passage.written) showWhole(document, passage)
    }
    return { document, fresh }
  }

  return {
    isOpen: () => documentNow().document !== undefined,
    forward(changes) {
      const { document, fresh } = documentNow()
      if (!document || fresh) return
      for (const change of changes) forwardOne(document, change)
    },
    async settle() {
      await documentNow().document?.settle()
    },
  }
}
