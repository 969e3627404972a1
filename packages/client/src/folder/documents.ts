import type { LiveEdit } from '@coldopen/script'
import type { Cutter } from './merge-script.ts'

/**
 * A document that an editor has open, and that is written into live. It is made of blocks, one behind the other: `header`
 * and one for every segment or chunk (its id) in a script, the one block `document` in a JSON file. Calls are put in order by whoever
 * implements this; none of them waits.
 */
export type LiveDocument = {
  /**
   * Finds the block by its anchor, or makes an empty one behind `after`; the caret is at its end. `isOurs` tells of the text
   * that is found whether it is as we left it: if not it is the writer's, and `replace` leaves it alone. `isLast` says that the
   * document ended with it when it was opened.
   */
  open(block: string, after: string | undefined, isOurs: (text: string, isLast: boolean) => boolean): void
  /** Adds text at the block's caret. */
  edit(block: string, edit: LiveEdit): void
  /** Makes this the whole text of the block, unless the writer has touched it; the caret is put at `caret`, or at its end. */
  replace(block: string, text: string, caret?: number): void
  /** The blocks of whose text it has not taken all, once it takes no more though nobody has taken the text out: it is read-only. */
  readonly untaken?: ReadonlySet<string>
  /** Nothing more will come. Resolves when everything is in the document, or will never be. */
  settle(): Promise<unknown>
}

/** Which files an editor writes itself. It says undefined as soon as it does not have the file open any more. */
export type Documents = {
  /**
   * `file` is an absolute path. `cut` finds its blocks when it is opened, where they have no anchors. `isOld` tells of the text of
   * a document that was not asked for before: its file has another one by now, or is about to, and the document has not been read anew.
   */
  live(file: string, cut?: Cutter, isOld?: (text: string) => boolean): LiveDocument | undefined
}

export const noDocuments: Documents = { live: () => undefined }
