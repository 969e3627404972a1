/** A file of a script with its text; line ends as they are in it. */
export type NamedText = { readonly name: string; readonly text: string }

/** `start` to `end` of a file become `text`. Offsets are UTF-16 code units of the text as it was. */
export type TextChange = { readonly file: string; readonly start: number; readonly end: number; readonly text: string }

/** The text after changes of one file, which do not overlap. */
export const withChanges = (text: string, changes: readonly Omit<TextChange, 'file'>[]): string => {
  let changed = ''
  let from = 0
  for (const change of changes.toSorted((a, b) => a.start - b.start)) {
    changed += text.slice(from, change.start) + change.text
    from = change.end
  }
  return changed + text.slice(from)
}
