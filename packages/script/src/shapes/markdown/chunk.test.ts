import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hostileText } from '../../../test/hostile-text.ts'
import { chunkFile, chunkMarkdown, createChunkWriter, stitched } from './chunk.ts'

const chunk = { chunk_number: 1, title: 'Cold Open', target_words: 400, words: 5, text: 'One.\n\nTwo.', marks: [] }

describe('a chunk as Markdown', () => {
  test('is its paragraphs, and nothing beside them', () => {
    expect(chunkMarkdown('  The lamp turns.\n\n“Who’s there?” — nobody.\n')).toBe('The lamp turns.\n\n“Who’s there?” — nobody.\n')
  })

  test('shows no image, link, HTML, heading or list of its own', () => {
    const markdown = chunkMarkdown('![x](https://e.example/p.png)\n\n<script>alert(1)</script>\n\n# Not a heading\n\n- no list\n\n[a](https://e.example)')
    expect(markdown).toBe('!\\[x\\](https:\\//e.example/p.png)\n\n\\<script>alert(1)\\</script>\n\n\\# Not a heading\n\n\\- no list\n\n[a\\](https:\\//e.example)\n')
  })

  test('is the same however its text was cut on the way', () => {
    fc.assert(
      fc.property(fc.oneof(hostileText, fc.string()), fc.array(fc.nat(60), { maxLength: 6 }), (text, cuts) => {
        const places = [0, ...cuts.map(cut => Math.min(cut, text.trimEnd().length)).toSorted((a, b) => a - b), text.trimEnd().length]
        const writer = createChunkWriter()
        const edits = places.slice(1).flatMap((place, at) => writer.delta([], text.trimEnd().slice(places[at], place)))
        expect([...edits, ...writer.end()].map(edit => edit.insert).join('')).toBe(chunkMarkdown(text))
      }),
    )
  })
})

describe('the file of a chunk', () => {
  test('is the text alone when there is nothing to say about it', () => {
    expect(chunkFile(chunk)).toBe('One.\n\nTwo.\n')
  })

  test('says above the text that it is a sample', () => {
    expect(chunkFile(chunk, 'This is sample text.')).toBe('> This is sample text.\n\nOne.\n\nTwo.\n')
  })

  test('has what is to be looked at in a comment at its end, which nothing in it can leave', () => {
    const marks = [
      { kind: 'length' as const, note: '5 words where 400 were planned' },
      { kind: 'source' as const, note: '"--><img src=x onerror=alert(1)>" is in none of the facts', quote: 'x' },
    ]
    const file = chunkFile({ ...chunk, marks })
    expect(file.startsWith('One.\n\nTwo.\n\n<!-- To look at:\n* 5 words where 400 were planned\n')).toBe(true)
    expect(file.endsWith('\n-->\n')).toBe(true)
    expect(file.match(/-->/g)).toHaveLength(1)
    expect(file).not.toContain('<img')
  })
})

test('pieces are stitched with a blank line', () => {
  expect(stitched(['', 'One.\n', 'Two.\n'])).toBe('One.\n\nTwo.\n')
})
