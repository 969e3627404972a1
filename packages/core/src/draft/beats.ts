import type { Bible } from '@coldopen/script'

/** The beats that segments fall in, one for each set of the plan's own size, and the segments that those beats are told in. */
export const beatsOf = (bible: Bible, first: number, last: number) => {
  const { segments_per_set: perBeat, total_segments: total } = bible.generation_info
  const from = Math.floor((first - 1) / perBeat)
  const to = Math.floor((last - 1) / perBeat) + 1
  const outline = bible.story_outline
  return {
    told: { first: from * perBeat + 1, last: Math.max(last, Math.min(to * perBeat, total)) },
    beats: outline.slice(from, to),
    ...(outline[from - 1] && { beat_before: outline[from - 1] }),
    ...(outline[to] && { beat_after: outline[to] }),
  }
}
