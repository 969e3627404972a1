/**
 * Sentences with slots in braces, at least one of them. A slot that starts with `^` begins with a capital. Things are named
 * so that singular and plural both fit: never the subject of a verb in the present.
 */
export type Phrases = readonly [string, ...string[]]

/** Where in a story a scene stands, in order. */
export const stageNames = ['opening', 'spark', 'threshold', 'trials', 'midpoint', 'pressure', 'lowest', 'climax', 'resolution'] as const

export type Stage = (typeof stageNames)[number]

export type ByStage = { readonly [Name in Stage]: Phrases }
