/**
 * What a model that searched writes where it cites: a word and references between two characters of the private use area,
 * divided by a third. It means something to the provider alone.
 */
const mark = /\ue200[^"\n\ue200\ue201]{0,200}\ue201/gu
const strays = /[\ue200-\ue206]/gu
const begun = /\ue200[^"\n\ue200\ue201]{0,200}$/u

/** A text without marks, and the end of it that may be the beginning of one. */
export function withoutMarks(text: string): { readonly clean: string; readonly begun: string } {
  if (text.search(strays) < 0) return { clean: text, begun: '' }
  const at = text.search(begun)
  const whole = at < 0 ? text : text.slice(0, at)
  return { clean: whole.replace(mark, '').replace(strays, ''), begun: text.slice(whole.length) }
}
