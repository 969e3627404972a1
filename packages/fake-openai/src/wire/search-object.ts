import type { Answer } from '../answer.ts'
import type { JsonObject } from '../json/schema.ts'
import { pagesOf } from '../search.ts'

export const searchId = (answer: Answer, at: number): string => `${answer.id.replace(/^resp_/u, 'ws_')}${at}`

/** The call of the search tool; what it found is there once it is completed, if the request asked for it. */
export function searchItem(answer: Answer, at: number, status: 'in_progress' | 'completed'): JsonObject {
  const { query = '', pages = [] } = answer.searches[at] ?? {}
  const found = status === 'completed' && answer.asked.search?.sources === true
  const sources = found ? { sources: pages.map((page) => ({ type: 'url', url: page.url })) } : {}
  return { id: searchId(answer, at), type: 'web_search_call', status, action: { type: 'search', query, queries: [query], ...sources } }
}

/** A citation of every page that was found, spread over the text; none in a refusal. */
export function citationsOf(answer: Answer): JsonObject[] {
  const pages = answer.refusal ? [] : pagesOf(answer.searches)
  const share = answer.text.length / Math.max(1, pages.length)
  return pages.map((page, at) => ({
    type: 'url_citation',
    start_index: Math.floor(at * share),
    end_index: Math.floor((at + 1) * share),
    title: page.title,
    url: `${page.url}?utm_source=openai`,
  }))
}
