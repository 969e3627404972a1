import type { TaskDefinition } from 'vscode'

/** What a task may do with briefs. */
export const works = ['draft', 'plan', 'check', 'estimate'] as const

export type Work = (typeof works)[number]

/** What a task of `tasks.json` asks for; what is left out or cannot be read is as usual. */
export type Asked = { readonly work: Work; readonly briefs: readonly string[] }

/** Every brief of a folder: Markdown files are looked into. */
export const allBriefs = '**/*.md'

/** Reads a definition; undefined when it does not say what is to be done. */
export const readDefinition = ({ do: work, briefs }: TaskDefinition): Asked | undefined => {
  const known = works.find(each => each === work)
  const patterns = (Array.isArray(briefs) ? briefs : [briefs]).filter(pattern => typeof pattern === 'string' && pattern.trim() !== '')
  return known && { work: known, briefs: patterns.length === 0 ? [allBriefs] : patterns.map(pattern => pattern.trim().replace(/^\.\//, '')) }
}
