import fc from 'fast-check'
import { expect, test } from 'vitest'
import { segmentPieces } from '../script-files/pieces.ts'
import { filesOf, planOf, segmentsOf } from '../script-files/script.fixture.ts'
import { withChanges } from '../script-files/text-change.ts'
import { passageOf } from './passage.ts'
import type { RedraftRecord } from './redraft.ts'
import { replacement, standingOf } from './replacing.ts'

const script = filesOf(planOf(4, 4), segmentsOf(4)).get('light.md') ?? ''
const plain = (text: string): string => text.replaceAll('\r\n', '\n')

const ofPiece = (text: string, id: string): RedraftRecord => {
  const piece = segmentPieces(text).find(one => one.id === id)
  if (!piece) throw new Error(`${id} is not there`)
  const { number, shown, title, start, end } = piece
  return { run: 'r', of: 'o', script: 'file:///s.md', target: { type: 'segment', id, number, shown, title }, mode: 'redraft', note: '', old: plain(text.slice(start, end)) }
}

const ofPassage = (text: string, from: number, to: number): RedraftRecord | undefined => {
  const passage = passageOf(text, from, to)
  return passage && { run: 'r', of: 'o', script: 'file:///s.md', target: passage.target, mode: 'rewrite', note: 'n', old: passage.text }
}

const fresh = fc.string({ unit: fc.constantFrom('a', 'ü', '🌊', '\n', ' ', '*', '漢') })
const lineEnds = fc.constantFrom('\n', '\r\n')

test('what is accepted stands in the place of the old text, nothing outside it changes, and undone it is the old text byte for byte', () => {
  fc.assert(
    fc.property(fresh, fc.constantFrom('seg_0001', 'seg_0003', 'seg_0004'), lineEnds, (text, id, lineEnd) => {
      const before = script.replaceAll('\n', lineEnd)
      const record = ofPiece(before, id)
      const standing = standingOf(before, segmentPieces(before), record)
      expect(standing?.isSame).toBe(true)
      if (!standing) return
      const change = replacement(before, standing, { text })
      const after = change ? withChanges(before, [change]) : before
      expect(after).toBe(before.slice(0, standing.start) + text.replaceAll('\n', lineEnd) + before.slice(standing.end))
      if (!change) return
      const undo = { start: change.start, end: change.start + change.text.length, text: before.slice(change.start, change.end) }
      expect(withChanges(after, [undo])).toBe(before)
    }),
  )
})

test('a passage is found again wherever the writer has moved it by typing elsewhere', () => {
  fc.assert(
    fc.property(fc.nat({ max: script.length }), fc.integer({ min: 1, max: 300 }), fresh, lineEnds, (from, length, typed, lineEnd) => {
      const before = script.replaceAll('\n', lineEnd)
      const record = ofPassage(before, from, from + length)
      if (!record) return
      const now = typed.replaceAll('\n', lineEnd) + before
      const standing = standingOf(now, [], record)
      expect(standing && plain(now.slice(standing.start, standing.end))).toBe(record.old)
      expect(standing && plain(now.slice(0, standing.start)).endsWith(record.target.type === 'passage' ? record.target.before : '-')).toBe(true)
    }),
  )
})

test('the writer’s own change of the old text is told from the old text', () => {
  const record = ofPiece(script, 'seg_0002')
  const edited = script.replace('## 2. Night 2', '## 2. A night of mine')
  const standing = standingOf(edited, segmentPieces(edited), record)
  expect(standing).toMatchObject({ isSame: false })
  expect(standing && edited.slice(standing.start, standing.end)).toContain('A night of mine')
  const without = script.replace(script.slice(script.indexOf('<!-- seg_0002'), script.indexOf('<!-- seg_0003')), '')
  expect(standingOf(without, segmentPieces(without), record)).toBeUndefined()
})

test('a segment that was moved meanwhile is the same text, and the new one bears the number of its place', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 12_000 }), lineEnds, (number, lineEnd) => {
      const record = ofPiece(script, 'seg_0003')
      const moved = script.replace('## 3. Night 3', `## ${number}. Night 3`).replaceAll('\n', lineEnd)
      const standing = standingOf(moved, segmentPieces(moved), record)
      expect(standing?.isSame).toBe(true)
      if (!standing) return
      const change = replacement(moved, standing, { text: record.old.replace('Night 3', 'Noon') })
      expect(change && withChanges(moved, [change])).toBe(moved.replace('Night 3', 'Noon'))
    }),
  )
})

test('a chunk’s own headings keep their numbers', () => {
  const old = '## 3. What happened\n\nThe water came.'
  const piece = { unit: 'chunk', id: 'chunk_0002', number: 2, shown: 2, title: '', start: 0, end: old.length, heading: 0 } as const
  const record: RedraftRecord = { run: 'r', of: 'o', script: 'file:///s.md', target: { type: 'chunk', id: 'chunk_0002', number: 2, shown: 2, title: '' }, mode: 'redraft', note: '', old }
  const standing = standingOf(old, [piece], record)
  expect(standing?.isSame).toBe(true)
  const change = standing && replacement(old, standing, { text: old.replace('came', 'went') })
  expect(change && withChanges(old, [change])).toBe(old.replace('came', 'went'))
})

test('a passage that was changed is found between what stood around it, or not at all', () => {
  const at = script.indexOf('Night 2')
  const record = ofPassage(script, at, at + 7)
  const edited = script.replace('Night 2', 'Noon')
  expect(record).toBeDefined()
  if (!record) return
  const standing = standingOf(edited, [], record)
  expect(standing).toMatchObject({ isSame: false })
  expect(standing && edited.slice(standing.start, standing.end)).toBe('Noon')
  expect(standingOf('Something else altogether.', [], record)).toBeUndefined()
})

test('nothing is no passage', () => {
  expect(passageOf('a  \n b', 1, 4)).toBeUndefined()
})
