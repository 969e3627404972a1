/** The text of a chunk that goes on after what is kept of it. */
export type ChunkText = {
  /** Takes text as it came, and answers what that adds. */
  readonly take: (text: string) => string
  /** All of it, or undefined when nothing was added. */
  readonly whole: () => string | undefined
}

/** White space at the beginning is dropped; after a text that does not end in white space a new paragraph begins. */
export const createChunkText = (kept: string): ChunkText => {
  const joint = kept === '' || /\s$/u.test(kept) ? '' : '\n\n'
  let added = ''
  return {
    take(text) {
      const more = added === '' ? text.trimStart() : text
      if (more === '') return ''
      const shown = added === '' ? joint + more : more
      added += shown
      return shown
    },
    whole: () => (added === '' ? undefined : (kept + added).toWellFormed()),
  }
}
