/** What of a text may be shown now, and what waits for the text that follows. */
export type Split = { readonly ready: string; readonly held: string }

const unsafe = /[\s\uD800-\uDBFF]/

/**
 * Holds back the end of a text that is not safe to show yet: trailing white space, which an editor that trims on save would
 * take away; with it a lone `\r`, which may be half a line end; and the first half of a surrogate pair.
 */
export function holdBack(text: string): Split {
  let end = text.length
  while (end > 0 && unsafe.test(text.charAt(end - 1))) end--
  return { ready: text.slice(0, end), held: text.slice(end) }
}
