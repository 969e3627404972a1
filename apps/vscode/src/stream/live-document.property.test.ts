import type { LiveEdit } from '@coldopen/script'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openLiveDocument } from './live-document.ts'
import type { MemoryEditor } from './testing/memory-editor.ts'
import { createMemoryEditor } from './testing/memory-editor.ts'
import { createVirtualClock } from './testing/virtual-clock.ts'

/** Every character of a stream occurs once: block 0 writes the code points from 0x4E00 on, block 1 those from 0x5000 on. */
const firstOf = (block: number): number => 0x4e00 + block * 0x200
const isOfStream = (character: string): boolean => character >= '\u4E00' && character < '\u7000'
const charactersOf = (text: string): string[] => Array.from(text).filter(isOfStream)

type Step =
  | { readonly type: 'prose'; readonly block: number; readonly length: number; readonly space: string }
  | { readonly type: 'skeleton'; readonly block: number; readonly before: number; readonly behind: number }
  | { readonly type: 'pass'; readonly block: number; readonly over: number }
  | { readonly type: 'replace'; readonly block: number }
  | { readonly type: 'write'; readonly at: number; readonly length: number; readonly text: string }
  | { readonly type: 'wait'; readonly milliseconds: number }
  | { readonly type: 'move'; readonly place: 'visible' | 'hidden' }
  | { readonly type: 'fail'; readonly how: 'refused' | 'throws' }
  | { readonly type: 'line ends'; readonly lineEnd: '\n' | '\r\n' }

const blockNumber = fc.nat(2)
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ type: fc.constant('prose' as const), block: blockNumber, length: fc.integer({ min: 1, max: 4 }), space: fc.constantFrom('', ' ', '\n') }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('skeleton' as const), block: blockNumber, before: fc.nat(3), behind: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('pass' as const), block: blockNumber, over: fc.integer({ min: 1, max: 5 }) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('replace' as const), block: blockNumber }) },
  { weight: 5, arbitrary: fc.record({ type: fc.constant('write' as const), at: fc.nat(), length: fc.constantFrom(0, 0, 0, 1, 2, 9), text: fc.string({ unit: fc.constantFrom('A', 'B', ' ', '\n'), maxLength: 4 }) }) },
  { weight: 6, arbitrary: fc.record({ type: fc.constant('wait' as const), milliseconds: fc.constantFrom(1, 5, 20, 60) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('move' as const), place: fc.constantFrom('visible' as const, 'hidden' as const) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('fail' as const), how: fc.constantFrom('refused' as const, 'throws' as const) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('line ends' as const), lineEnd: fc.constantFrom('\n' as const, '\r\n' as const) }) },
)

/** What a block should read in the end: its characters in order, and how many of them stand before the caret. */
type Expected = { characters: string[]; caret: number; sent: number }

function send(expected: Expected, number: number, one: Extract<Step, { type: 'prose' | 'skeleton' | 'pass' }>): LiveEdit {
  const take = (count: number): string[] => Array.from({ length: count }, () => String.fromCodePoint(firstOf(number) + expected.sent++))
  if (one.type === 'pass') {
    const over = Math.min(one.over, expected.characters.length - expected.caret)
    expected.caret += over
    return { over, insert: '', caret: 0 }
  }
  const before = take(one.type === 'prose' ? one.length : one.before)
  const behind = one.type === 'prose' ? [] : take(one.behind)
  expected.characters.splice(expected.caret, 0, ...before, ...behind)
  expected.caret += before.length
  // White space is sent only where nothing is ahead, since it would count when it is passed over.
  const space = one.type === 'prose' && expected.caret === expected.characters.length ? one.space : ''
  const insert = before.join('') + space + behind.join('')
  return { over: 0, insert, caret: before.length + space.length }
}

/** Lets somebody else edit, wholly or not at all within pairs of code units. Answers what was deleted. */
function write(editor: MemoryEditor, one: Extract<Step, { type: 'write' }>): string {
  const text = editor.text()
  const cutsLineEnd = (place: number): boolean => text.slice(place - 1, place + 1) === '\r\n'
  const start = one.at % (text.length + 1)
  const from = cutsLineEnd(start) ? start - 1 : start
  const end = Math.min(text.length, from + one.length)
  const to = cutsLineEnd(end) ? end + 1 : end
  const deleted = text.slice(from, to)
  editor.write(from, to - from, one.text)
  return deleted
}

test('whatever the writer does meanwhile, every character of the stream is where it belongs, and so is every one of hers', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), fc.constantFrom('', 'start', 'one\r\ntwo'), async (steps, start) => {
      const clock = createVirtualClock()
      const editor = createMemoryEditor(clock, start, () => 6)
      const live = openLiveDocument({ port: editor, clock, from: start.length })
      const expected: Expected[] = [0, 1, 2].map(() => ({ characters: [], caret: 0, sent: 0 }))
      expected.forEach((_, number) => live.open(String(number)))
      const lost = new Set<string>()
      let own = (start.match(/\S/g) ?? []).length
      for (const one of steps) {
        if (one.type === 'wait') await clock.run(one.milliseconds)
        else if (one.type === 'move') editor.move(one.place)
        else if (one.type === 'fail') editor.fail(2, one.how)
        else if (one.type === 'line ends') editor.setLineEnd(one.lineEnd)
        else if (one.type === 'write') {
          const deleted = write(editor, one)
          for (const character of charactersOf(deleted)) lost.add(character)
          own += (one.text.match(/[AB]/g) ?? []).length - (deleted.match(/[a-zAB]/g) ?? []).length
        } else {
          const block = expected[one.block]
          if (block === undefined) continue
          if (one.type === 'replace') live.replace(String(one.block), block.characters.join(''), block.caret)
          else live.edit(String(one.block), send(block, one.block, one))
        }
      }
      editor.fail(0, 'refused')
      const { type, kept } = await clock.runUntil(live.settle())
      expect(['done', 'deleted']).toContain(type)
      const missing = new Set([...lost, ...charactersOf(kept.map(one => one.text).join(''))])
      const wanted = expected.flatMap(one => one.characters).filter(character => !missing.has(character))
      expect(charactersOf(editor.text())).toEqual(wanted)
      expect((editor.text().match(/[a-zAB]/g) ?? []).length).toBe(own)
      // Nothing is left over but what the writer deleted the block of.
      for (const one of kept) expect(live.whereIs(one.block)).toBeUndefined()
    }),
    { numRuns: 1000 },
  )
})
