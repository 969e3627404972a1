import { inEnglish } from '@coldopen/client'
import { readMarkdown, readSet, scriptMarkdown, segmentId, setJson, type Script, type Segment } from '@coldopen/script'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyScript, bible, segment } from '../../../../packages/script/test/script-samples.ts'
import { keyOf, movedBy, movedTo, reorder, type Reorderable } from './reorder.ts'
import { scanScript } from './scan-script.ts'
import { withChanges, type TextChange } from './text-change.ts'

const setsOf = (script: Script, perSet: number) =>
  Array.from({ length: Math.ceil(script.segments.length / perSet) }, (_, at) => {
    const story = script.segments.slice(at * perSet, (at + 1) * perSet)
    const set = { success: true, set_number: at + 1, segments_count: story.length, story_set: story, next_set_number: null, is_complete: true }
    return { name: `light_set_0${at + 1}.json`, text: setJson(set) }
  })

const textsOf = (script: Script, perSet = 2): Reorderable => ({ script: { name: 'light.md', text: scriptMarkdown(script) }, sets: setsOf(script, perSet), perSet })

const applied = (texts: Reorderable, changes: readonly TextChange[]): Reorderable => {
  const change = ({ name, text }: { name: string; text: string }) => ({ name, text: withChanges(text, changes.filter(one => one.file === name)) })
  return { ...texts, script: change(texts.script), sets: texts.sets.map(change) }
}

const segmentsOf = (texts: Reorderable): Segment[] =>
  texts.sets.flatMap(({ text }) => {
    const read = readSet(text)
    if (!read.ok) throw new Error(read.problem)
    return read.value.story_set
  })

const done = (texts: Reorderable, order: readonly string[]): Reorderable => {
  const read = reorder(texts, order, inEnglish)
  if (!read.ok) throw new Error(read.problem)
  return applied(texts, read.value)
}

const keysOf = (texts: Reorderable): string[] => scanScript(texts.script.text).segments.map(keyOf)
const scriptOf = (count: number): Script => ({
  bible,
  segments: Array.from({ length: count }, (_, at) => ({ ...segment, segment_id: segmentId(at + 1), segment_number: at + 1, title: `Night ${at + 1}` })),
})

describe('reordering the segments of a script', () => {
  it('is a permutation, after which the Markdown is what the JSON files say, and back again it is what it was', () => {
    const shuffled = anyScript.chain(script => fc.tuple(fc.constant(script), fc.shuffledSubarray(script.segments.map(one => one.segment_id), { minLength: script.segments.length })))
    fc.assert(
      fc.property(shuffled, ([script, order]) => {
        const before = textsOf(script)
        const after = done(before, order)
        const segments = segmentsOf(after)
        expect(segments.map(one => one.segment_id)).toEqual(order)
        expect(segments.map(one => one.segment_number)).toEqual(script.segments.map(one => one.segment_number))
        expect(after.script.text).toBe(scriptMarkdown({ ...script, segments }))
        expect(readMarkdown(after.script.text).segments.map(one => one.segment_id)).toEqual(order)
        expect(done(after, script.segments.map(one => one.segment_id))).toEqual(before)
      }),
      { numRuns: 100 },
    )
  })

  it('leaves what the writer put between and into segments where it belongs: acts stay, prose moves with its segment', () => {
    const texts = textsOf(scriptOf(3))
    const edited = texts.script.text.replace('\n<!-- seg_0003', '\nA line of the writer.\n\n# Act Two\n\n<!-- seg_0003')
    const after = done({ ...texts, script: { name: 'light.md', text: edited } }, ['seg_0002', 'seg_0001', 'seg_0003'])
    const { segments, acts } = scanScript(after.script.text)
    expect(segments.map(({ id, number }) => [id, number])).toEqual([['seg_0002', 1], ['seg_0001', 2], ['seg_0003', 3]])
    const [first, second, third] = segments
    expect(after.script.text.slice(first?.start, first?.end)).toContain('A line of the writer.')
    expect(acts[0]?.start).toBeGreaterThanOrEqual(second?.end ?? Infinity)
    expect(acts[0]?.start).toBeLessThan(third?.start ?? 0)
  })

  it('keeps the gaps of a script that is not complete, line ends, indents and fields of the writer’s own', () => {
    const script = scriptOf(5)
    const gap = { ...script, segments: script.segments.filter(one => one.segment_number !== 3) }
    const texts = textsOf(gap, 3)
    const own = texts.sets.map(({ name, text }) => ({ name, text: `${JSON.stringify({ mine: 1, ...JSON.parse(text) }, null, 4)}\n`.replaceAll('\n', '\r\n') }))
    const after = done({ ...texts, sets: own }, ['seg_0005', 'seg_0001', 'seg_0002', 'seg_0004'])
    expect(segmentsOf(after).map(one => [one.segment_id, one.segment_number])).toEqual([['seg_0005', 1], ['seg_0001', 2], ['seg_0002', 4], ['seg_0004', 5]])
    expect(after.sets[0]?.text).toContain('    "mine": 1,\r\n')
  })

  it('says what keeps it from moving anything', () => {
    const texts = textsOf(scriptOf(3))
    const order = keysOf(texts)
    const told = (changed: Partial<Reorderable>, asked = order): string => {
      const read = reorder({ ...texts, ...changed }, asked, inEnglish)
      return read.ok ? '' : read.problem
    }
    const text = texts.script.text
    expect(told({ script: { name: 'light.md', text: text.replace('seg_0003', 'seg_0001') } })).toMatch(/^seg_0001 stands twice in light\.md/)
    expect(told({ sets: [] , script: { name: 'light.md', text: text.replace('## 3.', '## 1.') } })).toMatch(/^Two segments of light\.md are number 1/)
    expect(told({ sets: [{ name: 'light_set_01.json', text: '{ "success": true, }' }] })).toMatch(/^light_set_01\.json cannot be read, so nothing was moved\. Line 1/)
    expect(told({}, order.slice(1))).toMatch(/has changed in the meantime/)
  })

  it('moves up, down, to a place and to the end, several at once', () => {
    const order = ['a', 'b', 'c', 'd', 'e']
    expect(movedTo(order, new Set(['a', 'c']), 'd')).toEqual(['b', 'd', 'a', 'c', 'e'])
    expect(movedTo(order, new Set(['d', 'e']), 'b')).toEqual(['a', 'd', 'e', 'b', 'c'])
    expect(movedTo(order, new Set(['b']), undefined)).toEqual(['a', 'c', 'd', 'e', 'b'])
    expect(movedTo(order, new Set(['b']), 'b')).toEqual(order)
    expect(movedBy(order, new Set(['b', 'c']), -1)).toEqual(['b', 'c', 'a', 'd', 'e'])
    expect(movedBy(order, new Set(['b', 'c']), 1)).toEqual(['a', 'd', 'b', 'c', 'e'])
    expect(movedBy(order, new Set(['a']), -1)).toEqual(order)
    expect(movedBy(order, new Set(['e']), 1)).toEqual(order)
  })

  it('takes a script of ten thousand segments in time that grows with its length alone', () => {
    const long = textsOf(scriptOf(10_000), 10)
    const keys = keysOf(long)
    const after = done(long, movedTo(keys, new Set(keys.slice(-3)), keys[0]))
    expect(segmentsOf(after).slice(0, 4).map(one => one.segment_id)).toEqual(['seg_9998', 'seg_9999', 'seg_10000', 'seg_0001'])
  }, 60_000)
})
