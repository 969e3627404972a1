const small = new Set(['a', 'an', 'the', 'of', 'and', 'or', 'in', 'on', 'at', 'to', 'with', 'for', 'from', 'by'])

/** Capitals as English titles have them; scripts without capitals stay as they are. */
export const titleCase = (text: string): string => {
  return text
    .split(' ')
    .map((word, at) => (at > 0 && small.has(word) ? word : word.replace(/^\p{Ll}/u, letter => letter.toUpperCase()).replace(/-\p{Ll}/gu, letter => letter.toUpperCase())))
    .join(' ')
}
