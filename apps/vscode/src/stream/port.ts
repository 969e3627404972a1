import type { LineEnd } from './line-ends.ts'
import type { Change } from './region.ts'

/**
 * Where a document is: in an editor on the screen, open in a tab that is not in front (or unsaved without a tab), or not open.
 */
export type Whereabouts = 'visible' | 'hidden' | 'closed'

/** What became of an edit. An edit that was accepted and yet changed nothing means that the document is read-only. */
export type Answer = 'accepted' | 'refused' | 'read-only'

export type DocumentEvent = {
  readonly changes: readonly Change[]
  readonly reason: 'undo' | 'redo' | undefined
  /** The document's line ends after the change. */
  readonly lineEnd: LineEnd
}

export type ScreenTop = { readonly line: number; readonly character: number }

export type Unsubscribe = () => void

/** The door to one document in an editor. Offsets are UTF-16 code units of the text as it stands in the document. */
export type EditorPort = {
  readonly whereabouts: () => Whereabouts
  readonly text: () => string
  /** The text between two offsets, without looking at the rest. */
  readonly slice: (start: number, end: number) => string
  readonly lineEnd: () => LineEnd
  /** Edits through an editor that is visible; throws or refuses when there is none, or when the document moved on. */
  readonly edit: (changes: readonly Change[], undoStopBefore: boolean) => Promise<Answer>
  /** Edits a document that no visible editor shows. */
  readonly editHidden: (changes: readonly Change[]) => Promise<Answer>
  readonly onChange: (listener: (event: DocumentEvent) => void) => Unsubscribe
  /** Calls back whenever the whereabouts may be different. */
  readonly onMoved: (listener: () => void) => Unsubscribe
  /** The first place on the screen, counted from 0; undefined when the document is not visible. */
  readonly top: () => ScreenTop | undefined
  /** Where an offset is, seen from the screen; undefined when the document is not visible. */
  readonly sight: (offset: number) => 'above' | 'shown' | 'below' | undefined
  /** Scrolls just as far as it takes to show the offset. */
  readonly reveal: (offset: number) => void
  /** Calls back after the document was scrolled. */
  readonly onScroll: (listener: () => void) => Unsubscribe
}

/** Time, in milliseconds. */
export type Clock = { readonly now: () => number; readonly sleep: (milliseconds: number) => Promise<void> }
