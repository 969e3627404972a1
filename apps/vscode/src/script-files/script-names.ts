import { completeFileName, isChunkFileName, slugsOf } from '@coldopen/script'

/** The files of one script, by their names in its folder. */
export type ScriptNames = {
  readonly slug: string
  readonly unit: 'segment' | 'chunk'
  /** The Markdown in which all of the script stands. */
  readonly script: string
  readonly bible?: string
  readonly pack?: string
  readonly sidecar?: string
  /** Set files, or the files of single chunks, in the order of their numbers. */
  readonly parts: readonly string[]
  /** Further Markdown that repeats the script's text. */
  readonly copies: readonly string[]
}

const numberIn = (name: string): number => Number(/(\d+)\.\w+$/.exec(name)?.[1] ?? 0)
const inOrder = (names: readonly string[]): string[] => names.toSorted((a, b) => numberIn(a) - numberIn(b))

/** The script of a folder that is made of chunks, whose files do not bear its name. */
const chunkedSlug = (names: readonly string[]): string | undefined => {
  const slugs = names.flatMap(name => /^(.+)(?:_metadata\.json|\.coldopen\.json)$/.exec(name)?.[1] ?? [])
  return slugs.find(slug => names.includes(`${slug}_pack.json`)) ?? slugs.find(slug => !names.includes(`${slug}.md`))
}

/**
 * The script that a file belongs to, by the names of its folder; undefined when the name is no script's. A Markdown file of
 * which nothing else is there is taken for a script all the same: its text tells. `renamed` has the names that writers have
 * given to scripts, by their slugs.
 */
export const scriptNamesOf = (names: readonly string[], file: string, renamed: ReadonlyMap<string, string> = new Map()): ScriptNames | undefined => {
  const there = new Set(names)
  const given = [...renamed].find(([, name]) => name === file)?.[0]
  const named = given ?? (isChunkFileName(file) ? chunkedSlug(names) : [...slugsOf([file])][0])
  if (named === undefined || (named === file && !isChunkFileName(file))) return undefined
  const own = renamed.get(named)
  const known = (name: string): string | undefined => (there.has(name) ? name : undefined)
  const sets = names.filter(name => name.startsWith(`${named}_set_`) && /^\d+\.json$/.test(name.slice(named.length + 5)))
  const isChunked = sets.length === 0 && !there.has(`${named}.md`) && names.some(isChunkFileName) && chunkedSlug(names) === named
  const bible = known(`${named}_metadata.json`)
  const pack = known(`${named}_pack.json`)
  const sidecar = known(`${named}.coldopen.json`)
  if (!isChunked && bible === undefined && sidecar === undefined && sets.length === 0 && file !== `${named}.md`) return undefined
  return {
    slug: named,
    unit: isChunked ? 'chunk' : 'segment',
    script: own !== undefined && there.has(own) ? own : isChunked ? completeFileName : `${named}.md`,
    ...(bible !== undefined && { bible }),
    ...(pack !== undefined && { pack }),
    ...(sidecar !== undefined && { sidecar }),
    parts: inOrder(isChunked ? names.filter(name => /^L1_chunk_\d+\.md$/i.test(name)) : sets),
    copies: isChunked ? names.filter(name => /^L1_checkpoint_\d+\.md$/i.test(name)) : [],
  }
}
