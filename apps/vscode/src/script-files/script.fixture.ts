import { bibleJson, packJson, scriptMarkdown, segmentId, setJson, type Bible, type CanonicalPack, type Segment } from '@coldopen/script'
import { bible, character, segment } from '../../../../packages/script/test/script-samples.ts'
import { scriptNamesOf } from './script-names.ts'
import type { ScriptTexts } from './script-texts.ts'

const cast = [character(1, 'Mara'), character(2, 'Tobias Reed')]

export const planOf = (segments: number, perSet: number): Bible => ({
  ...bible,
  title: 'The Light',
  characters_roster: cast,
  story_outline: Array.from({ length: Math.ceil(segments / perSet) }, (_, at) => `Beat ${at + 1}.`),
  generation_info: { ...bible.generation_info, total_segments: segments, segments_per_set: perSet },
})

export const segmentsOf = (count: number): Segment[] => Array.from({ length: count }, (_, at) => ({ ...segment, segment_id: segmentId(at + 1), segment_number: at + 1, title: `Night ${at + 1}` }))

/** The files of a script of `segments` in sets of `perSet`, by their names. */
export const filesOf = (plan: Bible, segments: readonly Segment[]): Map<string, string> => {
  const { segments_per_set: perSet, total_segments: total } = plan.generation_info
  const sets = Array.from({ length: Math.ceil(total / perSet) }, (_, at) => {
    const story = segments.filter(one => Math.ceil(one.segment_number / perSet) === at + 1)
    const set = { success: true, set_number: at + 1, segments_count: story.length, story_set: story, next_set_number: null, is_complete: true }
    return [`light_set_${String(at + 1).padStart(2, '0')}.json`, story.length === 0 ? '' : setJson(set)] as const
  })
  return new Map([
    ['light.md', scriptMarkdown({ bible: plan, segments: [...segments] })],
    ['light_metadata.json', bibleJson(plan)],
    ...sets.filter(([, text]) => text !== ''),
  ])
}

export const scriptOf = (texts: ReadonlyMap<string, string>, file = 'light.md'): ScriptTexts => {
  const names = scriptNamesOf([...texts.keys()], file)
  if (!names) throw new Error(`${file} is no script's.`)
  return { names, texts }
}

export const podcastFiles = (): Map<string, string> => {
  const pack: CanonicalPack = { topic: 'tides', facts: [{ fact: 'Tides turn.', source_ids: ['src_01'] }], names: [], sources: [{ id: 'src_01', title: 'Tide tables', url: 'https://example.org/tides' }] }
  const plan = { ...planOf(2, 1), generation_info: { ...planOf(3, 1).generation_info, format: 'podcast' }, story_outline: ['Cold Open', 'What Happened', 'Wrap'] }
  return new Map([
    ['L1_chunk_01.md', 'The water came first.\n'],
    ['L1_chunk_02.md', 'It went again.\n'],
    ['L1_checkpoint_01.md', 'The water came first.\n'],
    ['L1_complete.md', 'The water came first.\n\nIt went again.\n'],
    ['light_metadata.json', bibleJson(plan)],
    ['light_pack.json', packJson(pack)],
    ['light.coldopen.json', '{"run":"run_1","locks":[]}'],
  ])
}
