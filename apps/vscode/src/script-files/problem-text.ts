import type { Say } from '@coldopen/client'
import type { Bible, Finding } from '@coldopen/script'

/** What a script has: its bible, and the numbers of its segments in the order in which they stand. */
export type Numbered = { readonly bible: Bible; readonly numbers: readonly (number | undefined)[] }

const aboutNumber = (finding: Finding, script: Numbered, say: Say): string => {
  const { unit } = finding
  const total = script.bible.generation_info.total_segments
  if (unit === undefined) return say('This segment has no number.')
  const before = script.numbers.slice(0, finding.at).filter(number => number !== undefined)
  if (before.includes(unit)) return say('Segment {0} is there more than once.', unit)
  if (unit < 1 || unit > total) return say('Segment {0} is none of the script, which has {1}.', unit, total)
  return say('Segment {0} stands behind segment {1}.', unit, Math.max(...before))
}

const aboutEmpty = (field: string, say: Say): string => {
  if (field.startsWith('dialogue')) return say('This segment has no text in one of its speeches.')
  if (field === 'title') return say('This segment has no title.')
  if (field === 'setting') return say('This segment has no setting.')
  return field === 'action' ? say('This segment has no action.') : say('This segment has no narration.')
}

const aboutNarration = (finding: Finding, script: Numbered, say: Say): string => {
  const { no_narration, narration_only_first } = script.bible.generation_info
  if (no_narration) return say('This segment has narration, which this script is to have nowhere.')
  if (narration_only_first && finding.unit !== 1) return say('This segment has narration, which this script is to have in segment 1 alone.')
  return say('This segment has no narration.')
}

/** What a finding about a segment says where the segment stands, in the writer's language. */
export const problemText = (finding: Finding, script: Numbered, say: Say): string => {
  const { kind, field = '', quote = '', suggestion = '' } = finding
  if (kind === 'number') return aboutNumber(finding, script, say)
  if (kind === 'empty') return aboutEmpty(field, say)
  if (kind === 'narration') return aboutNarration(finding, script, say)
  if (kind === 'speaker') return say('“{0}” speaks and is not in the roster.', quote)
  if (kind === 'name') return say('“{0}” looks like {1}, spelt in another way.', quote, suggestion)
  return finding.message
}
