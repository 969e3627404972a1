import { readMarkdown, segmentMarkdown, type Character, type MarkdownSegment, type Segment } from '@coldopen/script'

/** A segment as its Markdown says it, without what Markdown does not keep. */
type Said = Pick<Segment, 'title' | 'setting' | 'action' | 'narration'> & { readonly dialogue: readonly { readonly who: string | undefined; readonly how: string; readonly line: string }[] }

const saidBy = (segment: MarkdownSegment): Said => ({
  title: segment.title.trim(),
  setting: segment.setting.trim(),
  action: segment.action.trim(),
  ...(segment.narration !== undefined && { narration: segment.narration.trim() }),
  dialogue: (segment.dialogue ?? []).map(({ character_id: who, delivery, line }) => ({ who, how: delivery.trim(), line: line.trim() })),
})

const isSame = (one: Said, other: Said): boolean => JSON.stringify(one) === JSON.stringify(other)

/** The writer's words in the shape of the segment; undefined where they have no such shape: somebody speaks whom the roster does not have. */
const reshaped = (segment: Segment, said: Said): Segment | undefined => {
  const dialogue = said.dialogue.flatMap(({ who, how, line }) => (who === undefined || line === '' ? [] : [{ character_id: who, delivery: how, line }]))
  if (dialogue.length < said.dialogue.length || said.title === '' || said.setting === '' || said.action === '') return undefined
  if ((said.narration === undefined) !== (segment.narration === undefined) || (dialogue.length > 0 && !segment.dialogue)) return undefined
  const { title, setting, action, narration } = said
  return { ...segment, title, setting, action, ...(narration !== undefined && { narration }), ...(segment.dialogue && { dialogue }) }
}

/**
 * The segments that stand otherwise in the script's Markdown than they were drafted, with the writer's words. One that was
 * deleted, or that has lost the shape of a segment, is not among them.
 */
export const editedSegments = (text: string, drafted: Iterable<Segment>, roster: readonly Character[]): Segment[] => {
  const found = new Map(readMarkdown(text, roster).segments.map(segment => [segment.segment_id, segment]))
  const edited: Segment[] = []
  for (const segment of drafted) {
    const now = found.get(segment.segment_id)
    const [then] = readMarkdown(segmentMarkdown(segment, roster), roster).segments
    if (!now || !then || isSame(saidBy(now), saidBy(then))) continue
    const mine = reshaped(segment, saidBy(now))
    if (mine) edited.push(mine)
  }
  return edited
}
