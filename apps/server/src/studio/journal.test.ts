import type { Happening } from '@coldopen/core'
import { expect, test } from 'vitest'
import { createPending } from './journal.ts'

const everyMs = 50

/** Of parts that each say a word every 10 ms for a second: how long each word waited for its commit, and what each commit took. */
const gathered = (parts: number) => {
  const pending = createPending()
  const arrived = new Map<string, number>()
  const waits: number[] = []
  const commits: { readonly parts: number; readonly words: number }[] = []
  for (let now = 0; now <= 1000; now += 10) {
    if (now > 0 && now % everyMs === 0) {
      const taken = now === 1000 ? pending.take() : pending.takeDue(now)
      const words = taken.flatMap(event => (event.type === 'chunk-delta' ? event.text.trim().split(' ').map(word => `${event.part} ${word}`) : []))
      for (const word of words) waits.push(now - (arrived.get(word) ?? Infinity))
      commits.push({ parts: new Set(taken.map(event => ('part' in event ? event.part : 0))).size, words: words.length })
    }
    for (let part = 1; part <= parts; part++) {
      const said: Happening = { type: 'chunk-delta', part, attempt: 1, text: `${now} ` }
      arrived.set(`${part} ${now}`, now)
      pending.add(part, [said], now)
    }
  }
  return { waits, commits }
}

test('the text of a few parts at once is in the next commit', () => {
  const { waits, commits } = gathered(4)
  expect(Math.max(...waits)).toBeLessThanOrEqual(everyMs)
  expect(commits.every(commit => commit.parts === 4)).toBe(true)
})

test('the text of sixty parts at once waits 200 ms at the longest, none is left out, and a commit has a few of them', () => {
  const { waits, commits } = gathered(60)
  expect(waits).toHaveLength(60 * 100)
  expect(Math.max(...waits)).toBeLessThanOrEqual(200)
  const words = commits.reduce((sum, commit) => sum + commit.words, 0)
  const pieces = commits.reduce((sum, commit) => sum + commit.parts, 0)
  expect(words / pieces).toBeGreaterThan(10)
})
