import { fingerprint, type Asked } from './asked.ts'
import type { Behaviour } from './behaviour.ts'
import { kinds, places, things } from './words/lexicon.ts'
import { between, createRandom, pick, type Random } from './words/random.ts'

/** A page that a search found. */
export type Page = { readonly url: string; readonly title: string }

/** One search of the web, as an answer reports it. */
export type Search = { readonly query: string; readonly pages: readonly Page[] }

const sites = ['news.example.com', 'archive.example.org', 'daily.example.net'] as const

/** Pages that a search finds, and searches that an answer takes, unless the request or its behaviour says otherwise. */
const usualPages = 3
const usualSearches = 2

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)

function pageAt(position: number, random: Random): Page {
  const words = `the ${pick(random, kinds)} ${pick(random, things)} ${pick(random, places)}`
  const url = `https://${pick(random, sites)}/${between(random, 1000, 9999)}/${words.replaceAll(' ', '-')}-${position + 1}`
  return { url, title: capital(words) }
}

/** The searches behind an answer: the same for the same request, none where the request has no tool for it. */
export function searchesFor(asked: Asked, behaviour: Behaviour): Search[] {
  if (asked.search === undefined) return []
  const random = createRandom(`search ${fingerprint(asked)}`)
  const { search = usualPages } = behaviour
  const pages = typeof search === 'number' ? Array.from({ length: search }, (_, at) => pageAt(at, random)) : search
  const count = Math.max(0, Math.min(usualSearches, asked.search.most))
  const each = Math.ceil(pages.length / Math.max(1, count))
  return Array.from({ length: count }, (_, at) => ({
    query: `${pick(random, kinds)} ${pick(random, things)}`,
    pages: pages.slice(at * each, (at + 1) * each),
  }))
}

/** All pages of some searches. */
export const pagesOf = (searches: readonly Search[]): Page[] => searches.flatMap((search) => search.pages)
