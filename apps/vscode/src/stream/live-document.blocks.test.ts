import { describe, expect, test } from 'vitest'
import { openInMemory, prose } from './testing/open-in-memory.ts'

describe('several blocks of one document', () => {
  test('grow side by side, in the order in which they were opened, in shared edits', async () => {
    const { clock, editor, live } = openInMemory('')
    live.open('1')
    live.open('3')
    live.open('2', '1')
    for (const part of ['a', 'b', 'c']) {
      for (const block of ['3', '1', '2']) live.edit(block, prose(`${block}${part} `))
      await clock.run(60)
    }
    await clock.runUntil(live.settle())
    expect(editor.text()).toBe('1a 1b 1c 2a 2b 2c 3a 3b 3c ')
    expect(editor.record.edits.length).toBeLessThanOrEqual(5)
  })

  test('may be opened while an edit is on its way', async () => {
    const { clock, editor, live } = openInMemory('')
    live.open('a')
    live.edit('a', prose('first'))
    await clock.run(3)
    live.open('b')
    live.edit('b', prose(' second'))
    await clock.run(3)
    live.edit('a', prose('!'))
    await clock.runUntil(live.settle())
    expect(editor.text()).toBe('first! second')
  })

  test('are replaced by their whole text, but not where the writer was', async () => {
    const { clock, editor, live } = openInMemory('')
    live.open('a')
    live.open('b')
    live.edit('a', prose('a draft of one.\n'))
    live.edit('b', prose('a draft of two.'))
    await clock.run(100)
    editor.write(editor.text().indexOf('two'), 3, 'my own')
    live.replace('a', 'The whole of one.\n')
    live.replace('b', 'The whole of two.')
    await clock.runUntil(live.settle())
    expect(editor.text()).toBe('The whole of one.\na draft of my own.')
  })

  test('may be replaced by text that goes on in its middle', async () => {
    const { clock, editor, live } = openInMemory('')
    live.open('a')
    live.edit('a', prose('not JSON yet'))
    await clock.run(100)
    live.replace('a', '{"a": "one "}', 11)
    live.edit('a', prose('and two'))
    live.edit('a', { over: 1, insert: ', "b": ""', caret: 8 })
    await clock.runUntil(live.settle())
    expect(editor.text()).toBe('{"a": "one and two", "b": ""}')
  })

  test('go on after a replacement that changes nothing', async () => {
    const { clock, editor, live } = openInMemory('')
    live.open('a')
    live.edit('a', prose('the same'))
    await clock.run(100)
    live.replace('a', 'the same')
    live.edit('a', prose(', and more'))
    await clock.run(100)
    expect(editor.text()).toBe('the same, and more')
    await clock.runUntil(live.settle())
  })

  test('lose one to the writer and keep the others', async () => {
    const { clock, editor, live } = openInMemory('')
    live.open('a')
    live.open('b')
    live.edit('a', prose('first '))
    live.edit('b', prose('second'))
    await clock.run(100)
    editor.write(0, 6, '')
    live.edit('a', prose('never seen'))
    live.edit('b', prose(' goes on'))
    expect(await clock.runUntil(live.settle())).toEqual({ type: 'done', kept: [{ block: 'a', text: 'never seen' }] })
    expect(editor.text()).toBe('second goes on')
  })

  test('are found again after a reload', async () => {
    const from = [
      { id: 'a', start: 0, end: 5, touched: false },
      { id: 'b', start: 6, end: 10, touched: true },
    ]
    const { clock, editor, live } = openInMemory('first half tail', { from })
    live.replace('a', 'whole')
    live.replace('b', 'never')
    live.edit('b', prose(' and more'))
    await clock.runUntil(live.settle())
    expect(editor.text()).toBe('whole half and more tail')
  })

  test('must exist, be new when opened, and hold what is passed over', () => {
    const { live } = openInMemory('')
    live.open('a')
    expect(() => live.open('a')).toThrow(RangeError)
    expect(() => live.open('b', 'c')).toThrow(RangeError)
    expect(() => live.edit('c', prose('x'))).toThrow(RangeError)
    live.edit('a', { over: 0, insert: '""', caret: 1 })
    live.edit('a', { over: 1, insert: '', caret: 0 })
    expect(() => live.edit('a', { over: 1, insert: '', caret: 0 })).toThrow(RangeError)
  })
})
