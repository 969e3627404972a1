/** The text of a chunk that goes on after what is kept of it. */
export type ChunkText = {
  /** Takes text as it came, and answers what that adds. */
  readonly take: (text: string) => string
  /** All of it, or undefined when nothing was added. */
  readonly whole: () => string | undefined
}

const halfCharacter = /[\ud800-\udbff]$/

/**
 * White space at the beginning is dropped; after a text that does not end in white space a new paragraph begins. Half of a
 * character is held back until its other half comes.
 */
export const createChunkText = (kept: string): ChunkText => {
  const joint = kept === '' || /\s$/u.test(kept) ? '' : '\n\n'
  let added = ''
  let half = ''
  return {
    take(text) {
      const arrived = half + text
      half = halfCharacter.exec(arrived)?.[0] ?? ''
      const whole = arrived.slice(0, arrived.length - half.length).toWellFormed()
      const more = added === '' ? whole.trimStart() : whole
      if (more === '') return ''
      const shown = added === '' ? joint + more : more
      added += shown
      return shown
    },
    whole: () => (added === '' ? undefined : kept + added),
  }
}
