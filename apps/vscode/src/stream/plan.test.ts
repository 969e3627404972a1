import { expect, test } from 'vitest'
import type { Block } from './plan.ts'
import { planFlush } from './plan.ts'
import type { Region } from './region.ts'
import { emptyRegion } from './region.ts'
import type { Waiting } from './waiting.ts'

const add = (before: string, over = 0, behind = ''): Waiting => ({ type: 'edit', over, before, behind })
const replace = (before: string): Waiting => ({ type: 'replace', before, behind: '' })
const filled = (start: number, end: number): Region => ({ ...emptyRegion(start), end, caret: end })
const block = (id: string, region: Region, ...waiting: Waiting[]): Block => ({ id, region, waiting })
const plan = (blocks: Block[], options: { text?: string; lineEnd?: '\n' | '\r\n'; final?: boolean } = {}) =>
  planFlush(blocks, { slice: (start, end) => (options.text ?? '').slice(start, end), lineEnd: options.lineEnd ?? '\n', final: options.final ?? false })

test('one edit carries what waits for every block, and moves the blocks behind', () => {
  const { changes, blocks } = plan([block('a', filled(0, 5), add('one')), block('b', filled(8, 9), add('four'))])
  expect(changes).toEqual([
    { offset: 5, length: 0, text: 'one' },
    { offset: 9, length: 0, text: 'four' },
  ])
  expect(blocks.get('a')?.region).toMatchObject({ start: 0, end: 8, caret: 8 })
  expect(blocks.get('b')?.region).toMatchObject({ start: 11, end: 16, caret: 16 })
})

test('blocks that meet at one place keep their order', () => {
  const { changes, blocks } = plan([block('a', emptyRegion(3), add('first')), block('b', emptyRegion(3)), block('c', emptyRegion(3), add('third'))])
  expect(changes).toEqual([{ offset: 3, length: 0, text: 'firstthird' }])
  expect(blocks.get('b')?.region).toMatchObject({ start: 8, end: 8 })
  expect(blocks.get('c')?.region).toMatchObject({ start: 8, end: 13 })
})

test('white space at the end of a block is held back until text comes after it', () => {
  const alone = plan([block('a', emptyRegion(0), add('text\n\n'))])
  expect(alone.changes).toEqual([{ offset: 0, length: 0, text: 'text' }])
  expect(alone.blocks.get('a')?.waiting).toEqual([add('\n\n')])
  const followed = plan([block('a', filled(0, 4), add('\n\n')), block('b', emptyRegion(4)), block('c', emptyRegion(4), add('more'))])
  expect(followed.changes).toEqual([{ offset: 4, length: 0, text: '\n\nmore' }])
  const inFront = plan([block('a', filled(0, 4), add('\n\n')), block('b', filled(4, 8))])
  expect(inFront.changes).toEqual([{ offset: 4, length: 0, text: '\n\n' }])
})

test('at the end nothing is held back', () => {
  expect(plan([block('a', emptyRegion(0), add('text\n'))], { final: true }).changes).toEqual([{ offset: 0, length: 0, text: 'text\n' }])
})

test('text is written with the line ends of its document, and counted so', () => {
  const { changes, blocks } = plan([block('a', emptyRegion(0), add('one\ntwo\n', 0, '"'))], { lineEnd: '\r\n' })
  expect(changes).toEqual([{ offset: 0, length: 0, text: 'one\r\ntwo"' }])
  expect(blocks.get('a')?.region).toMatchObject({ end: 9, caret: 8, ahead: [{ at: 8, text: '"', gone: false }] })
})

test('one edit fills several fields of a skeleton', () => {
  const skeleton: Region = { ...emptyRegion(0), end: 18, caret: 7, ahead: [{ at: 7, text: '", "b": ""}', gone: false }] }
  const { changes, blocks } = plan([block('a', skeleton, add('x'), add('y', 9))])
  expect(changes).toEqual([
    { offset: 7, length: 0, text: 'x' },
    { offset: 16, length: 0, text: 'y' },
  ])
  expect(blocks.get('a')?.region).toMatchObject({ end: 20, caret: 18, ahead: [{ at: 18, text: '"}', gone: false }] })
})

test('a replacement changes only what differs, and nothing when nothing does', () => {
  expect(plan([block('a', filled(0, 10), replace('a new text'))], { text: 'a old text' }).changes).toEqual([{ offset: 2, length: 3, text: 'new' }])
  const same = plan([block('a', filled(0, 10), add('lost'), replace('a new text'))], { text: 'a new text' })
  expect(same.changes).toEqual([])
  expect(same.blocks.get('a')?.waiting).toEqual([])
})

test('a block that the writer touched is not replaced, and gets the rest of what came for it', () => {
  const touched: Region = { ...filled(0, 3), touched: true }
  expect(plan([block('a', touched, add(' rest'), replace('whole'))], { text: 'abc' }).changes).toEqual([
    { offset: 3, length: 0, text: ' rest' },
  ])
})

test('nothing is written into a block that is gone, and what waited for it goes on waiting', () => {
  const gone = block('a', { ...emptyRegion(4), fate: 'deleted' }, add('text'))
  expect(plan([gone])).toEqual({ changes: [], blocks: new Map() })
  expect(plan([block('b', filled(0, 4), add('more')), gone]).blocks.get('a')).toMatchObject({ region: { start: 8 }, waiting: [add('text')] })
})
