import { sourceId, sourceSchema, type CanonicalPack, type Source } from '@coldopen/script'
import { z } from 'zod'
import type { FoundPage } from './reader.ts'

/** Sources of one pack, at most. */
const mostSources = 60

/** The facts as a model answers them; `sources` are addresses that it read, which count only where the search gave them. */
const answeredPack = z.object({
  facts: z.array(z.object({ fact: z.string(), sources: z.array(z.string()).default([]) })),
  names: z.array(z.string()).default([]),
})

/** An address without what does not change the page: fragment, campaign marks, the slash at its end. */
const sameAddress = (url: string): string => {
  const parsed = URL.parse(url)
  if (!parsed) return url
  parsed.hash = ''
  const marks = Array.from(parsed.searchParams.keys()).filter(name => name.startsWith('utm_'))
  for (const name of marks) parsed.searchParams.delete(name)
  return parsed.href.replace(/\/(?=$|\?)/u, '')
}

/** Collects the pages that a search gave, each once, with ids in the order in which they came. */
export const createSources = () => {
  const known = new Map<string, Source>()
  return {
    /** Whether the page, or its title, is new. One that is no web page, or one too many, is left out. */
    add(page: FoundPage): boolean {
      const address = sameAddress(page.url)
      const before = known.get(address)
      const title = page.title.toWellFormed().trim()
      if (before && before.title === before.url && title !== '') {
        known.set(address, { ...before, title })
        return true
      }
      const source = sourceSchema.safeParse({ id: sourceId(known.size + 1), title: title || page.url, url: page.url })
      if (!source.success || before || known.size >= mostSources) return false
      known.set(address, source.data)
      return true
    },
    list: (): Source[] => [...known.values()],
    idOf: (url: string): string | undefined => known.get(sameAddress(url))?.id,
  }
}

export type Sources = ReturnType<typeof createSources>

const clean = (texts: readonly string[]): string[] => [...new Set(texts.map(text => text.toWellFormed().trim()).filter(text => text !== ''))]

/** The pack that an answer establishes, or why it is none. */
export const packFrom = (answered: unknown, given: { topic: string; sources: Sources; noSources: string }): CanonicalPack | string => {
  const parsed = answeredPack.safeParse(answered)
  if (!parsed.success) return `pack.${parsed.error.issues[0]?.path.join('.') ?? ''}: ${parsed.error.issues[0]?.message ?? 'malformed'}`
  const facts = parsed.data.facts.flatMap(({ fact, sources }) => {
    const [text] = clean([fact])
    const ids = sources.flatMap(url => given.sources.idOf(url) ?? [])
    return text === undefined ? [] : [{ fact: text, source_ids: [...new Set(ids)].toSorted() }]
  })
  if (facts.length === 0) return 'the pack has no facts'
  const sources = given.sources.list()
  return { topic: given.topic, facts, names: clean(parsed.data.names), sources, ...(sources.length === 0 && { notice: given.noSources }) }
}
