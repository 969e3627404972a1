import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import type { Region } from './region.ts'
import { emptyRegion, moveRegion, passOver, regionAfterLineEnds } from './region.ts'

const filled: Region = { ...emptyRegion(10), end: 20, caret: 20 }
const moved = (offset: number, length: number, text: string, undoing = false): Region => moveRegion(filled, { offset, length, text }, undoing)

describe('a region under the changes of others', () => {
  test('stays where it is when something changes at its end or after it', () => {
    expect(moved(20, 0, 'xyz')).toEqual(filled)
    expect(moved(25, 5, '')).toEqual(filled)
  })
  test('moves as a whole when something changes before it, or right at its start', () => {
    expect(moved(2, 3, 'x')).toMatchObject({ start: 8, end: 18, caret: 18, touched: false })
    expect(moved(10, 0, 'xyz')).toMatchObject({ start: 13, end: 23, touched: false })
  })
  test('grows, and is touched, when the writer types inside it', () => {
    expect(moved(15, 2, 'wxyz')).toMatchObject({ start: 10, end: 22, caret: 22, touched: true, fate: 'open' })
  })
  test('is clamped by a change that reaches over one of its edges', () => {
    expect(moved(5, 10, 'ab')).toMatchObject({ start: 7, end: 12, caret: 12, touched: true, fate: 'open' })
    expect(moved(15, 10, 'ab')).toMatchObject({ start: 10, end: 15, caret: 15, touched: true, fate: 'open' })
  })
  test('is deleted when a change covers it, and undone when an undo does', () => {
    expect(moved(8, 14, 'ab')).toMatchObject({ start: 10, end: 10, fate: 'deleted' })
    expect(moved(10, 10, '', true)).toMatchObject({ start: 10, end: 10, fate: 'undone' })
  })
  test('is undone when an undo takes back what was written last, and not when it takes back something else', () => {
    expect(moved(15, 5, '', true).fate).toBe('undone')
    expect(moved(12, 2, '', true).fate).toBe('open')
    expect(moved(15, 0, 'restored', true).fate).toBe('open')
  })
  test('that is still empty is never deleted: it goes where the text around it goes', () => {
    expect(moveRegion(emptyRegion(10), { offset: 5, length: 20, text: 'new' }, false)).toMatchObject({ start: 8, end: 8, fate: 'open' })
    expect(moveRegion(emptyRegion(10), { offset: 10, length: 0, text: 'new' }, false)).toMatchObject({ start: 10, end: 10 })
  })
})

describe('text of the stream that is ahead of the caret', () => {
  const skeleton: Region = { ...emptyRegion(0), end: 12, caret: 5, ahead: [{ at: 5, text: '", "b": ""}', gone: false }] }

  test('is passed over without what the writer typed in it', () => {
    const typed = moveRegion(skeleton, { offset: 6, length: 0, text: 'XX' }, false)
    expect(passOver(typed, 3)).toMatchObject({ caret: 10 })
    expect(passOver(typed, 1)).toMatchObject({ caret: 6 })
  })
  test('counts as passed where the writer deleted it', () => {
    const deleted = moveRegion(skeleton, { offset: 6, length: 4, text: '' }, false)
    expect(passOver(deleted, 5)).toMatchObject({ caret: 6 })
    expect(passOver(deleted, 6)).toMatchObject({ caret: 7 })
  })
  test('stands behind what the writer types right at the caret', () => {
    const typed = moveRegion(skeleton, { offset: 5, length: 0, text: 'XX' }, false)
    expect(typed.caret).toBe(5)
    expect(passOver(typed, 1).caret).toBe(8)
  })
})

const change = fc.record({ offset: fc.nat(60), length: fc.nat(20), text: fc.string({ maxLength: 6 }) })

test('regions that follow each other stay in order and apart, whatever changes', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(8), { minLength: 1, maxLength: 6 }), fc.array(change, { maxLength: 12 }), (lengths, changes) => {
      let at = 5
      let regions = lengths.map(length => {
        const region = { ...emptyRegion(at), end: at + length, caret: at + length }
        at += length
        return region
      })
      for (const one of changes) {
        regions = regions.map(region => moveRegion(region, one, false))
        regions.forEach((region, index) => {
          expect(region.start).toBeLessThanOrEqual(region.caret)
          expect(region.caret).toBeLessThanOrEqual(region.end)
          expect(region.end).toBeLessThanOrEqual(regions[index + 1]?.start ?? Infinity)
        })
      }
    }),
  )
})

test('a region holds the same text after the line ends of its document were changed', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', 'b', '\n'), { maxLength: 30 }), fc.nat(), fc.nat(), (characters, first, second) => {
      const before = characters.join('').replaceAll('\n', '\r\n')
      const places = [first, second].map(place => characters.slice(0, place % (characters.length + 1)).join('').replaceAll('\n', '\r\n').length)
      const [start = 0, end = 0] = places.toSorted((one, other) => one - other)
      const after = regionAfterLineEnds({ ...emptyRegion(start), end, caret: end }, before, '\n')
      expect(characters.join('').slice(after.start, after.end)).toBe(before.slice(start, end).replaceAll('\r\n', '\n'))
    }),
  )
})
