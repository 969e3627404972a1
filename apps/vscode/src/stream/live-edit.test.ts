import { expect, test } from 'vitest'
import type { Waiting } from './live-edit.ts'
import { append, divide, textOf } from './live-edit.ts'

const edit = (over: number, insert: string, caret = insert.length): Waiting => ({ type: 'edit', over, insert, caret })
const queue = (...waiting: Waiting[]): Waiting[] => waiting.reduce<Waiting[]>(append, [])

test('edits that follow each other become one', () => {
  expect(queue(edit(0, 'Once '), edit(0, 'upon'))).toEqual([edit(0, 'Once upon')])
})

test('text for the middle of a skeleton that still waits goes into the skeleton', () => {
  expect(queue(edit(0, '{"a": "", "b": ""}', 7), edit(0, 'x'), edit(9, 'y'))).toEqual([edit(0, '{"a": "x", "b": "y"}', 18)])
})

test('an edit that passes over more than waits stays an edit of its own', () => {
  expect(queue(edit(0, 'x'), edit(3, 'y'))).toEqual([edit(0, 'x'), edit(3, 'y')])
})

test('white space is held back at the caret, not at the end of a skeleton', () => {
  const divided = divide({ over: 2, insert: '{"a": "one "}', caret: 11 })
  expect(divided.ready).toEqual({ over: 2, insert: '{"a": "one"}', caret: 10 })
  expect(divided.held).toEqual({ over: 0, insert: ' ', caret: 1 })
})

test('the text of a queue begins with its last whole replacement', () => {
  expect(textOf(queue(edit(0, 'draft'), { type: 'replace', text: 'final', caret: 5 }, edit(0, ' words')))).toBe('final words')
})
