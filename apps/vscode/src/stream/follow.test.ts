import { expect, test } from 'vitest'
import type { FollowedEditor } from './follow.ts'
import { followHead } from './follow.ts'

/** A screen of ten lines; every offset is a line. */
function screen() {
  let first = 0
  let scrolled: (() => void) | undefined
  const editor: FollowedEditor = {
    top: () => ({ line: first, character: 0 }),
    sight: line => (line < first ? 'above' : line >= first + 10 ? 'below' : 'shown'),
    reveal: line => {
      if (line >= first + 10) scrollTo(line - 9)
    },
    onScroll(listener) {
      scrolled = listener
      return () => (scrolled = undefined)
    },
  }
  const scrollTo = (line: number): void => {
    first = line
    scrolled?.()
  }
  const follower = followHead(editor)
  const write = (from: number, to: number): number => {
    follower.beforeEdit(from)
    follower.afterEdit(to)
    return first
  }
  return { write, scrollTo }
}

test('the head is followed while it is on the screen', () => {
  const { write } = screen()
  expect(write(0, 9)).toBe(0)
  expect(write(9, 12)).toBe(3)
  expect(write(12, 40)).toBe(31)
})

test('a head that begins out of sight is left alone', () => {
  const { write } = screen()
  expect(write(50, 60)).toBe(0)
})

test('a scroll by the writer ends following, even when the head stays in sight', () => {
  const { write, scrollTo } = screen()
  write(0, 15)
  scrollTo(5)
  expect(write(15, 16)).toBe(5)
  expect(write(16, 30)).toBe(5)
})

test('scrolling past the head ends following', () => {
  const { write, scrollTo } = screen()
  write(0, 15)
  scrollTo(100)
  expect(write(15, 30)).toBe(100)
})

test('scrolling back down to the head begins following again', () => {
  const { write, scrollTo } = screen()
  write(0, 40)
  scrollTo(2)
  write(40, 45)
  scrollTo(40)
  expect(write(45, 60)).toBe(51)
})
