import type { Brief, Say } from '@coldopen/client'
import { meaningOf } from '../front-matter/meanings.ts'
import { defaultOf } from '../front-matter/options.ts'
import type { Span } from '../front-matter/front-matter.ts'

/** A brief to begin with, and the place of the idea in it, which the writer's own replaces. */
export type BriefTemplate = { readonly text: string; readonly idea: Span }

/** What a writer of each format looks for first: fields with their default, and fields that wait behind a `#`. */
const fieldsOf: { readonly [Format in Brief['format']]: { readonly set: readonly string[]; readonly waiting: readonly string[] } } = {
  movie: { set: ['segments'], waiting: ['tone', 'setting', 'audience'] },
  story: { set: ['segments'], waiting: ['tone', 'setting', 'audience'] },
  meme: { set: ['segments'], waiting: ['tone', 'audience'] },
  free: { set: ['segments'], waiting: ['style', 'tone'] },
  podcast: { set: ['words'], waiting: ['topic', 'hosts', 'tone'] },
  prose: { set: ['words'], waiting: ['style', 'pov', 'ending'] },
}

/**
 * The text of a new brief. `language` is a tag such as `de`; English needs no line of its own. The lines behind a `#` say what
 * they are for, and count once the `#` is taken away.
 */
export const briefTemplate = (format: Brief['format'], language: string, say: Say): BriefTemplate => {
  const { set, waiting } = fieldsOf[format]
  const lines = [
    `coldopen: ${format}`,
    ...set.map(name => `${name}: ${defaultOf(name, format) ?? ''}`),
    ...(/^en\b/i.test(language) ? [] : [`language: ${language}`]),
    ...waiting.map(name => `# ${name}:    ${meaningOf(name, say) ?? ''}`),
  ]
  const front = `---\n${lines.join('\n')}\n---\n\n`
  const idea = say('A lighthouse keeper finds a door in the sea')
  return { text: `${front}${idea}\n`, idea: { start: front.length, end: front.length + idea.length } }
}
