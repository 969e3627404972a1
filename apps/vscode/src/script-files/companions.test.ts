import { readSet } from '@coldopen/script'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { copyCompanion, setCompanion } from './companions.ts'
import { filesOf, planOf, segmentsOf } from './script.fixture.ts'
import { elementOf, segmentChange } from './set-element.ts'
import { withChanges } from './text-change.ts'

const setText = filesOf(planOf(3, 3), segmentsOf(3)).get('light_set_01.json') ?? ''

const words = fc.string({ unit: fc.constantFrom('a', 'é', '🌊', '"', '\\', '\n', '{', ']', ' ') })
const segment = fc.record({ title: words, setting: words, action: words, narration: words, dialogue: fc.array(fc.record({ character_id: fc.constant('char_001'), delivery: words, line: words }), { maxLength: 3 }) })

test('a segment of a set file becomes another one, everything around it stays, and going back gives every byte', () => {
  fc.assert(
    fc.property(segment, fc.constantFrom(1, 2, 3), fc.constantFrom('\n', '\r\n'), (fields, number, lineEnd) => {
      const before = setText.replaceAll('\n', lineEnd)
      const fresh = { ...fields, segment_id: `seg_000${number}`, segment_number: number }
      const companion = setCompanion(before, fresh)
      const change = companion?.forward(before)
      if (!companion || !change) return expect(elementOf(before, fresh.segment_id)?.segment).toEqual(fresh)
      const after = withChanges(before, [change])
      expect(after.slice(0, change.start)).toBe(before.slice(0, change.start))
      expect(after.slice(after.length - (before.length - change.end))).toBe(before.slice(change.end))
      const read = readSet(after)
      expect(read.ok && read.value.story_set[number - 1]).toEqual(fresh)
      const back = companion.back(after)
      expect(back && withChanges(after, [back])).toBe(before)
      expect(companion.forward(after)).toBeUndefined()
    }),
  )
})

test('the element is written as its file is: tabs, one line, and fields of the writer’s own', () => {
  const mine = { ...segmentsOf(1)[0], title: 'New' }
  const fresh = { segment_id: 'seg_0001', segment_number: 1, title: 'New', setting: 's', action: 'a' }
  const tabs = JSON.stringify({ story_set: [{ ...mine, mood: 'dark {' }] }, null, '\t')
  const change = segmentChange(tabs, fresh)
  const after = change ? withChanges(tabs, [change]) : ''
  expect(after).toContain('\n\t\t\t"title": "New"')
  expect(JSON.parse(after)).toEqual({ story_set: [{ ...fresh, mood: 'dark {' }] })
  const dense = JSON.stringify({ note: 'seg_0001', story_set: [mine] })
  const inLine = segmentChange(dense, fresh)
  expect(inLine && withChanges(dense, [inLine])).toBe(JSON.stringify({ note: 'seg_0001', story_set: [fresh] }))
  expect(segmentChange('{"story_set": [', fresh)).toBeUndefined()
})

test('a copy follows where the text stands once, and is left alone where it does not', () => {
  const companion = copyCompanion('One.\n\nTwo.', 'Drei.')
  const crlf = 'Zero.\r\n\r\nOne.\r\n\r\nTwo.\r\n'
  const change = companion.forward(crlf)
  const after = change ? withChanges(crlf, [change]) : ''
  expect(after).toBe('Zero.\r\n\r\nDrei.\r\n')
  const back = companion.back(after)
  expect(back && withChanges(after, [back])).toBe(crlf)
  expect(companion.forward('One.\n\nTwo.\n\nOne.\n\nTwo.')).toBeUndefined()
  expect(companion.forward('Something else.')).toBeUndefined()
})
