import { readMarkdown, scriptMarkdown } from '@coldopen/script'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyScript } from '../../../../packages/script/test/script-samples.ts'
import { plainTitle, scanScript } from './scan-script.ts'

const shapes = (text: string) => ({
  read: readMarkdown(text).segments.map(({ segment_id, segment_number, title, range }) => ({ segment_id, segment_number, title, ...range })),
  scanned: scanScript(text).segments.map(({ id, number, title, start, end }) => ({ segment_id: id, segment_number: number, title: plainTitle(title), start, end })),
})

describe('finding the segments of a script', () => {
  it('finds what reading the Markdown finds, whatever the texts are, with either line end', () => {
    fc.assert(
      fc.property(anyScript, fc.boolean(), (script, crlf) => {
        const text = crlf ? scriptMarkdown(script).replaceAll('\n', '\r\n') : scriptMarkdown(script)
        const { read, scanned } = shapes(text)
        expect(scanned).toEqual(read)
      }),
      { numRuns: 150 },
    )
  })

  it('finds the speeches of each, by the names over them', () => {
    fc.assert(
      fc.property(anyScript, script => {
        const text = scriptMarkdown(script)
        const { segments } = scanScript(text)
        expect(segments.map(segment => segment.speeches.length)).toEqual(script.segments.map(segment => segment.dialogue?.length ?? 0))
        for (const speech of segments.flatMap(segment => segment.speeches)) expect(text.slice(speech.start, speech.end)).toBe(speech.cue)
      }),
      { numRuns: 150 },
    )
  })

  it('takes a heading of the first level for an act, but for the first', () => {
    const text = '# The Light\n\nA story.\n\n# Act One\n\n<!-- seg_0001 -->\n## 1. The stairs\n\nShe climbs.\n\n# Act Two\n\n## 2. By hand\n\nShe falls.\n'
    const { segments, acts } = scanScript(text)
    expect(acts.map(act => act.title)).toEqual(['Act One', 'Act Two'])
    expect(segments.map(({ id, number, title }) => ({ id, number, title }))).toEqual([
      { id: 'seg_0001', number: 1, title: 'The stairs' },
      { id: undefined, number: 2, title: 'By hand' },
    ])
    expect(text.slice(segments[0]?.start, segments[0]?.end)).toBe('\n<!-- seg_0001 -->\n## 1. The stairs\n\nShe climbs.\n')
  })
})
