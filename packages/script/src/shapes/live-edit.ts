/** Where a piece of text belongs in a document that is being written: `['title']`, `['dialogue', 0, 'line']`. */
export type FieldPath = readonly (string | number)[]

/**
 * One step of live writing, in UTF-16 code units: move the caret forward over `over` characters that are already there,
 * insert `insert` at it, and put it `caret` characters after where the insertion began.
 */
export type LiveEdit = { readonly over: number; readonly insert: string; readonly caret: number }

/** A text that is being written, and the place of the caret in it. */
export type LiveText = { readonly text: string; readonly caret: number }

/**
 * Turns the deltas of a document into edits of its text. Each call gives the edits to make, in order; none when the text
 * is held back until more of it is known. No call throws, whatever comes in whatever order.
 */
export type LiveWriter = {
  start(): readonly LiveEdit[]
  delta(path: FieldPath, text: string): readonly LiveEdit[]
  end(): readonly LiveEdit[]
}

export const noText: LiveText = { text: '', caret: 0 }

export const applyLiveEdit = (live: LiveText, edit: LiveEdit): LiveText => {
  const at = live.caret + edit.over
  return { text: live.text.slice(0, at) + edit.insert + live.text.slice(at), caret: at + edit.caret }
}

export const samePath = (one: FieldPath, other: FieldPath): boolean =>
  one.length === other.length && one.every((key, position) => key === other[position])
