import { bibleSchema, characterId, characterSchema, type Bible } from '../../schema/bible.ts'
import { segmentSchema, setSchema, type ScriptSet, type Segment } from '../../schema/segment.ts'
import type { FieldPath, LiveEdit, LiveWriter } from '../live-edit.ts'
import { emptyFields } from './schema-walk.ts'
import { createJsonWriter } from './writer.ts'

/** `segment` begins the next one: the paths of the deltas after it are inside that segment. */
export type SetWriter = LiveWriter & {
  segment(segment: Pick<Segment, 'segment_id' | 'segment_number'>): readonly LiveEdit[]
}

/**
 * Writes a set file while its segments arrive, after those that the set has already. What code knows beforehand (numbers,
 * counts, ids) stands there from the beginning, so that the file is a set at every moment.
 */
export const createSetWriter = (set: ScriptSet): SetWriter => {
  const writer = createJsonWriter({ schema: setSchema, document: set })
  let position = set.story_set.length - 1
  return {
    start() {
      return writer.start()
    },
    segment(segment) {
      position++
      const { segment_id, segment_number } = segment
      return writer.place(['story_set', position], { ...emptyFields(segmentSchema), segment_id, segment_number })
    },
    delta(path, text) {
      return writer.delta(['story_set', position, ...path], text)
    },
    end() {
      return writer.end()
    },
  }
}

/** `made` adds how the plan was made, which is known when everything else is there. */
export type BibleWriter = LiveWriter & { made(info: Bible['generation_info']): readonly LiveEdit[] }

/**
 * Writes a bible while it arrives. `known` is what stands before the model begins, such as the writer's own roster. How the
 * plan was made (`generation_info`) comes with the whole bible, which replaces the live text.
 */
export const createBibleWriter = (known: Partial<Bible> = {}): BibleWriter => {
  const blank = emptyFields(bibleSchema.omit({ generation_info: true }))
  const writer = createJsonWriter({ schema: bibleSchema, document: { ...blank, ...known } })
  let characters = known.characters_roster?.length ?? 0
  const characterAt = (path: FieldPath): readonly LiveEdit[] => {
    if (path[0] !== 'characters_roster' || path[1] !== characters) return []
    characters++
    return writer.place(['characters_roster', characters - 1], { ...emptyFields(characterSchema), id: characterId(characters) })
  }
  return {
    start() {
      return writer.start()
    },
    delta(path, text) {
      return [...characterAt(path), ...writer.delta(path, text)]
    },
    made(info) {
      return writer.place(['generation_info'], info)
    },
    end() {
      return writer.end()
    },
  }
}
