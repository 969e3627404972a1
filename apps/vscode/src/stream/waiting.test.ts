import { expect, test } from 'vitest'
import type { Waiting } from './waiting.ts'
import { append, divide, textOf } from './waiting.ts'

const edit = (over: number, before: string, behind = ''): Waiting => ({ type: 'edit', over, before, behind })
const queue = (...waiting: Waiting[]): Waiting[] => waiting.reduce<Waiting[]>(append, [])

test('edits that follow each other become one', () => {
  expect(queue(edit(0, 'Once '), edit(0, 'upon'))).toEqual([edit(0, 'Once upon')])
})

test('text for the middle of a skeleton that still waits goes into the skeleton', () => {
  expect(queue(edit(0, '{"a": "', '", "b": ""}'), edit(0, 'x'), edit(9, 'y'))).toEqual([edit(0, '{"a": "x", "b": "y', '"}')])
})

test('an edit that passes over more than waits stays an edit of its own', () => {
  expect(queue(edit(0, 'x'), edit(3, 'y'))).toEqual([edit(0, 'x'), edit(3, 'y')])
})

test('white space is held back at the caret, not at the end of a skeleton', () => {
  const { ready, held } = divide({ before: '{"a": "one ', behind: '"}\n' })
  expect(ready).toEqual({ before: '{"a": "one', behind: '"}\n' })
  expect(held).toEqual(edit(0, ' '))
})

test('the text of a queue begins with its last whole replacement', () => {
  expect(textOf(queue(edit(0, 'draft'), { type: 'replace', before: 'fin', behind: 'al' }, edit(2, ' words')))).toBe('final words')
})
