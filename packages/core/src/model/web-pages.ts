import { fieldOf, isRecord, stringOf } from './stream-json.ts'

/** A page that a search gave or an answer cites. */
export type WebPage = { readonly url: string; readonly title: string }

/** How the provider marks the addresses that it hands out. */
const ownMark = 'utm_source=openai'

/** An address of the web, without the provider's mark; undefined for any other. */
function addressOf(given: unknown): string | undefined {
  const url = URL.parse(stringOf(given))
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') return undefined
  url.search = url.search.slice(1).split('&').filter((pair) => pair !== ownMark).join('&')
  return url.href
}

function pageOf(found: unknown): WebPage[] {
  const url = addressOf(fieldOf(found, 'url'))
  return url === undefined ? [] : [{ url, title: stringOf(fieldOf(found, 'title')) }]
}

const listOf = (value: unknown, name: string): readonly unknown[] => {
  const list = isRecord(value) ? value[name] : undefined
  return Array.isArray(list) ? list : []
}

const isCitation = (annotation: unknown): boolean => fieldOf(annotation, 'type') === 'url_citation'

const citedIn = (item: unknown): WebPage[] => listOf(item, 'content').flatMap((part) => listOf(part, 'annotations').filter(isCitation).flatMap(pageOf))

/** Pages in an item of an output: what its search found, or what its text cites by annotation. Nothing is read out of a text. */
export function pagesOfItem(item: unknown): WebPage[] {
  const type = fieldOf(item, 'type')
  if (type === 'web_search_call') return listOf(fieldOf(item, 'action'), 'sources').flatMap(pageOf)
  return type === 'message' ? citedIn(item) : []
}

/** Pages that an event of the Responses API tells of; the last one repeats those of the whole answer. */
export function pagesOfEvent(event: unknown): WebPage[] {
  const annotation = fieldOf(event, 'annotation')
  const output = listOf(fieldOf(event, 'response'), 'output')
  return [...(isCitation(annotation) ? pageOf(annotation) : []), ...[fieldOf(event, 'item'), ...output].flatMap(pagesOfItem)]
}

/** Tells each page once, whatever part of it an address names, and once more when its title comes later. */
export function createPagesTold(): (pages: readonly WebPage[]) => WebPage[] {
  const told = new Map<string, string>()
  return (pages) =>
    pages.filter(({ url, title }) => {
      const page = url.replace(/#.*$/u, '')
      const before = told.get(page)
      if (before !== undefined && (before !== '' || title === '')) return false
      return told.set(page, title)
    })
}
