import { readBible, readPack, readSet, type Bible, type CanonicalPack, type Segment } from '@coldopen/script'
import { z } from 'zod'
import type { ScriptNames } from './script-names.ts'

/** The texts of a script's files by their names, as they stand in the editor or on disk. */
export type ScriptTexts = { readonly names: ScriptNames; readonly texts: ReadonlyMap<string, string> }

/** What the JSON files of a script say, as far as they can be read now; one that is being typed into says nothing. */
export type ScriptFacts = {
  readonly bible?: Bible
  readonly pack?: CanonicalPack
  readonly run?: string
  readonly locks: ReadonlySet<string>
  /** By segment id. */
  readonly segments: ReadonlyMap<string, Segment>
  /** The set file of each segment. */
  readonly fileOf: ReadonlyMap<string, string>
}

const sidecarFacts = z.object({ run: z.string(), locks: z.array(z.string()).default([]), scriptFile: z.string().optional() })

/** Which run a sidecar belongs to, what is locked, and how the writer has named the script; undefined for one that cannot be read now. */
export const readSidecarFacts = (text: string): z.infer<typeof sidecarFacts> | undefined => sidecarFacts.safeParse(parsed(text)).data

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Reads the JSON files of a script, each once for every text that it has had. */
export const createFactsReader = (): ((script: ScriptTexts) => ScriptFacts) => {
  const sets = new Map<string, { text: string; segments: readonly Segment[] }>()
  const segmentsIn = (name: string, text: string): readonly Segment[] => {
    const known = sets.get(name)
    if (known?.text === text) return known.segments
    const read = readSet(text)
    const segments = read.ok ? read.value.story_set : []
    sets.set(name, { text, segments })
    return segments
  }
  return ({ names, texts }) => {
    const textOf = (name: string | undefined): string => (name === undefined ? '' : (texts.get(name) ?? ''))
    const bible = names.bible === undefined ? undefined : readBible(textOf(names.bible))
    const pack = names.pack === undefined ? undefined : readPack(textOf(names.pack))
    const sidecar = readSidecarFacts(textOf(names.sidecar))
    const segments = new Map<string, Segment>()
    const fileOf = new Map<string, string>()
    for (const name of names.unit === 'segment' ? names.parts : []) {
      for (const segment of segmentsIn(name, textOf(name))) {
        segments.set(segment.segment_id, segment)
        fileOf.set(segment.segment_id, name)
      }
    }
    return {
      ...(bible?.ok && { bible: bible.value }),
      ...(pack?.ok && { pack: pack.value }),
      ...(sidecar && { run: sidecar.run }),
      locks: new Set(sidecar?.locks),
      segments,
      fileOf,
    }
  }
}
