import { describe, expect, test } from 'vitest'
import { runWith, searching } from '../../test/draft/setting.ts'
import { begin, partOf, steps } from '../../test/draft/steps.ts'
import { readerFor } from './request.ts'

const asking = () => {
  const { state } = steps(runWith({ format: 'podcast', topic: 'Acme', words: 1000 }, { capability: searching }), begin)
  return readerFor(state, partOf(state, 1))
}

const answer = (sources: string[]) => JSON.stringify({ pack: { facts: [{ fact: ' Acme lost 40 million. ', sources }, { fact: ' ', sources: [] }], names: ['Acme', 'Acme', ' '] }, text: 'Hear this.' })

const pages = [
  { url: 'https://news.example/acme?utm_source=chat', title: 'Acme loses' },
  { url: 'https://news.example/other/', title: '' },
]

describe('the facts of a researched answer', () => {
  test('have the sources that the search gave, numbered by code, and each fact those it names', () => {
    const reader = asking()
    for (const page of pages) reader.source?.(page)
    reader.push(answer(['https://news.example/acme#top', 'https://news.example/other']))
    expect(reader.finish().output.pack).toEqual({
      topic: 'Acme',
      facts: [{ fact: 'Acme lost 40 million.', source_ids: ['src_01', 'src_02'] }],
      names: ['Acme'],
      sources: [
        { id: 'src_01', title: 'Acme loses', url: 'https://news.example/acme?utm_source=chat' },
        { id: 'src_02', title: 'https://news.example/other/', url: 'https://news.example/other/' },
      ],
    })
  })

  test('have no address that the model wrote and the search did not give', () => {
    const reader = asking()
    reader.push(answer(['https://invented.example/']))
    const { pack } = reader.finish().output
    expect(JSON.stringify(pack)).not.toContain('invented')
    expect(pack).toMatchObject({ sources: [], notice: 'There are no sources: the search gave none.' })
  })

  test('have each page once, and nothing that is no web page', () => {
    const reader = asking()
    reader.push(answer([]))
    for (const url of ['https://a.example/', 'https://a.example/#x', 'javascript:alert(1)', 'file:///etc/passwd', 'nonsense']) reader.source?.({ url, title: 'x' })
    expect(reader.finish().output.pack?.sources.map(source => source.url)).toEqual(['https://a.example/'])
  })

  test('are told before the text, and again when a source comes later', () => {
    const reader = asking()
    const events = reader.push(answer(['https://news.example/acme']))
    expect(events.map(event => event.type)).toEqual(['pack-end', 'chunk-delta'])
    expect(reader.source?.({ url: 'https://news.example/acme', title: 'Acme loses' })).toMatchObject([{ type: 'pack-end', pack: { facts: [{ source_ids: ['src_01'] }] } }])
  })

  test('that are none are a fault, and the text is kept all the same', () => {
    const reader = asking()
    reader.push('{"pack": {"facts": [], "names": []}, "text": "Hear this."}')
    const { output, faults } = reader.finish()
    expect(output.pack).toBeUndefined()
    expect(output.chunk?.text).toBe('Hear this.')
    expect(faults).toEqual(['the pack has no facts'])
  })
})
