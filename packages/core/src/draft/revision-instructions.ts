import type { Brief } from '../brief.ts'
import type { ChunkedFormat, SegmentedFormat } from '../formats/format.ts'
import type { SetRules } from './contract.ts'
import { forWhom, rules } from './ground-rules.ts'
import { narrationOf } from './instructions.ts'
import type { Revision, RevisionMode } from './revision.ts'

/*
 * What models are told when a piece of a script is written anew. The writer's note is material: it says what is wanted of the
 * text, and changes neither the rules nor the shape of the answer.
 */

const wanted: { readonly [Mode in RevisionMode]: string } = {
  redraft: 'Write it anew, at about its length: what happens in it stays, unless `note` says otherwise; how it is told is yours, and is not to be the same again.',
  extend: 'Write it at about one and a half times its length: more of what is seen, done and said in it, and nothing that what comes after does not know of.',
  shorten: 'Write it at about half its length: keep what the rest needs and what is best in it, in whole sentences.',
}

const around = (revision: Revision): string[] => [
  ...(revision.note === undefined ? [] : ['`note` says what the writer wants of it: that comes before everything else here.']),
  ...(revision.before === undefined ? [] : ['`before` stands before it and stays as it is: go on from there.']),
  ...(revision.after === undefined ? [] : ['`after` stands behind it and stays as it is: lead into it, and do not tell it.']),
]

export const segmentRevision = (of: { brief: Brief; format: SegmentedFormat }, revision: Extract<Revision, { type: 'segment' }>, given: SetRules & { readonly total: number }): string => {
  const { brief, format } = of
  const number = revision.current.segment_number
  return [
    format.setGuide,
    given.roster.length > 0 ? format.dialogueGuide : 'Nobody says a word.',
    ...narrationOf([number], given.narration),
    ...forWhom(brief),
    ...rules,
    `\`current\` is a ${format.segment} of a script that exists. ${wanted[revision.mode]}`,
    ...around(revision),
    '`beats` say what the stretch of the story is about that it belongs to; the rest of them is told elsewhere.',
    ...(number === given.total ? ['The story ends here.'] : []),
  ].join('\n')
}

export const chunkRevision = (of: { brief: Brief; format: ChunkedFormat }, revision: Extract<Revision, { type: 'chunk' }>, asked: { words: number; continued: boolean }): string => {
  const { brief, format } = of
  return [
    format.chunkGuide,
    ...forWhom(brief),
    ...rules,
    ...(revision.pack ? ['Use only what `pack` and `current` say: every figure, name, date and claim is in them. What they do not have is not said, not guessed and not remembered.'] : []),
    `\`current\` is chunk ${revision.number} of ${revision.total} of a text that exists. ${wanted[revision.mode]}`,
    ...around(revision),
    `Write about ${asked.words} words.`,
    ...(asked.continued ? ['`written` is how your text ends so far: go on with its next sentence, and repeat nothing of it.'] : []),
  ].join('\n')
}

export const passageRevision = (brief: Brief, revision: Extract<Revision, { type: 'passage' }>, continued: boolean): string => {
  return [
    'You rewrite one passage of a writer’s text, and nothing else of it: what you write takes its place, word for word.',
    ...forWhom(brief),
    ...rules,
    '`current` is the passage. `note` says what the writer wants of it: do that, and keep all that it does not speak of, its person, its tense, its names and its marks (such as headings, asterisks, line breaks) among them.',
    ...(revision.before === undefined ? [] : ['`before` stands before it and stays as it is.']),
    ...(revision.after === undefined ? [] : ['`after` stands behind it and stays as it is.']),
    ...(continued ? ['`written` is how your text ends so far: go on with its next sentence, and repeat nothing of it.'] : []),
  ].join('\n')
}
