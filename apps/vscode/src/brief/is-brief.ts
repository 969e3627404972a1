/** Whether a text is a brief: front matter at its top that has `coldopen` in it, whether it can be read as a whole or not. */
export const isBrief = (text: string): boolean => {
  const front = /(?<![\s\S])\uFEFF?---[ \t]*\r?\n([\s\S]*?)(?:^(?:---|\.\.\.)[ \t]*$|$(?![\s\S]))/m.exec(text.slice(0, 20_000))?.[1]
  return front !== undefined && /^coldopen[ \t]*:/m.test(front)
}
