import { describe, expect, test } from 'vitest'
import { openInMemory, prose } from './testing/open-in-memory.ts'

describe('a stream into one block', () => {
  test('arrives at a pace of 20 edits a second, each carrying all that came', async () => {
    const { clock, editor, live } = openInMemory('# Title\n')
    live.open('a')
    const words = Array.from({ length: 100 }, (_, index) => `word${index} `)
    for (const word of words) {
      live.edit('a', prose(word))
      await clock.run(10)
    }
    expect(await clock.runUntil(live.settle())).toEqual({ type: 'done', kept: [] })
    expect(editor.text()).toBe(`# Title\n${words.join('')}`)
    const times = editor.record.edits.map(edit => edit.at)
    times.slice(1, -1).forEach((time, index) => expect(time - (times[index] ?? 0)).toBeGreaterThanOrEqual(50))
    expect(times.length).toBeLessThanOrEqual(22)
  })

  test('writes in one edit what comes in one go', async () => {
    const { clock, editor, live } = openInMemory('')
    live.open('a')
    await clock.run(10)
    for (const word of ['one', 'and', 'two']) {
      live.edit('a', prose(word))
      for (let turn = 0; turn < 20; turn++) await Promise.resolve()
    }
    await clock.run(40)
    expect(editor.text()).toBe('oneandtwo')
    expect(editor.record.edits).toHaveLength(1)
    await clock.runUntil(live.settle())
  })

  test('slows down in a large document', async () => {
    const { clock, editor, live } = openInMemory('x'.repeat(600_000))
    live.open('a')
    for (let index = 0; index < 40; index++) {
      live.edit('a', prose('word'))
      await clock.run(10)
    }
    await clock.runUntil(live.settle())
    expect(editor.record.edits.length).toBeLessThanOrEqual(6)
  })

  test('sets an undo stop before its first edit, and again only after the writer has typed', async () => {
    const { clock, editor, live } = openInMemory('start')
    live.open('a')
    for (const word of ['one', 'two', 'three', 'four']) {
      live.edit('a', prose(word))
      await clock.run(100)
      if (word === 'two') editor.write(0, 0, 'X')
    }
    expect(editor.record.edits.map(edit => edit.undoStopBefore)).toEqual([true, false, true, false])
    await clock.runUntil(live.stop())
  })

  test('tries again, from where the text is now, when the writer was faster', async () => {
    const { clock, editor, live } = openInMemory('start ')
    live.open('a')
    live.edit('a', prose('text'))
    await clock.run(3)
    editor.write(0, 0, 'A new ')
    await clock.runUntil(live.settle())
    expect(editor.text()).toBe('A new start text')
    expect(editor.record.refused).toBe(1)
  })

  test('survives an editor that throws and refuses for a while', async () => {
    const { clock, editor, live } = openInMemory('')
    live.open('a')
    editor.fail(39, 'throws')
    live.edit('a', prose('text'))
    expect((await clock.runUntil(live.settle())).type).toBe('done')
    expect(editor.text()).toBe('text')
  })

  test('gives up after 40 attempts, and keeps the text', async () => {
    const { clock, editor, live } = openInMemory('')
    live.open('a')
    editor.fail(40, 'refused')
    live.edit('a', prose('text '))
    expect(await clock.runUntil(live.ended)).toEqual({ type: 'gave-up', kept: [{ block: 'a', text: 'text ' }] })
    live.edit('a', prose('and what came later'))
    expect((await live.settle()).kept).toEqual([{ block: 'a', text: 'text and what came later' }])
    expect(editor.text()).toBe('')
  })

  test('ends at a read-only document, which accepts and does nothing', async () => {
    const { clock, editor, live } = openInMemory('')
    live.open('a')
    editor.fail(1, 'accepted')
    live.edit('a', prose('text'))
    expect(await clock.runUntil(live.ended)).toEqual({ type: 'read-only', kept: [{ block: 'a', text: 'text' }] })
  })

  test('ends when the writer undoes it', async () => {
    const { clock, editor, live } = openInMemory('start ')
    live.open('a')
    live.edit('a', prose('text'))
    await clock.run(100)
    editor.write(6, 4, '', 'undo')
    live.edit('a', prose(' more'))
    expect(await clock.runUntil(live.ended)).toEqual({ type: 'undone', kept: [{ block: 'a', text: ' more' }] })
    expect(editor.text()).toBe('start ')
  })

  test('ends when the writer deletes it', async () => {
    const { clock, editor, live } = openInMemory('start ')
    live.open('a')
    live.edit('a', prose('text'))
    await clock.run(100)
    editor.write(0, 10, '')
    expect((await clock.runUntil(live.ended)).type).toBe('deleted')
    expect(live.isTouched('a')).toBe(true)
    expect(live.whereIs('a')).toBeUndefined()
  })

  test('keeps what has arrived when it is stopped, and takes no more', async () => {
    const { clock, editor, live } = openInMemory('')
    live.open('a')
    live.edit('a', prose('what came '))
    const stopped = live.stop()
    live.edit('a', prose('too late'))
    expect(await clock.runUntil(stopped)).toEqual({ type: 'stopped', kept: [] })
    expect(editor.text()).toBe('what came ')
  })

  test('goes on through a change of the line ends', async () => {
    const { clock, editor, live } = openInMemory('one\ntwo\n')
    live.open('a')
    live.edit('a', prose('three\nfour'))
    await clock.run(100)
    editor.setLineEnd('\r\n')
    live.edit('a', prose('\nfive'))
    await clock.runUntil(live.settle())
    expect(editor.text()).toBe('one\r\ntwo\r\nthree\r\nfour\r\nfive')
    expect(live.whereIs('a')).toEqual({ start: 10, end: 27 })
  })
})

describe('a stream into a document that is out of sight', () => {
  test('waits, and comes in one edit when the document is shown again', async () => {
    const { clock, editor, live } = openInMemory('')
    live.open('a')
    editor.move('hidden')
    for (let index = 0; index < 20; index++) {
      live.edit('a', prose(`word${index} `))
      await clock.run(50)
    }
    expect(editor.text()).toBe('')
    editor.move('visible')
    await clock.run(100)
    expect(editor.record.edits).toHaveLength(1)
    expect(editor.text()).toMatch(/^word0 .* word19$/)
    await clock.runUntil(live.settle())
  })

  test('comes in one edit when the stream ends before the document is shown', async () => {
    const { clock, editor, live } = openInMemory('')
    live.open('a')
    editor.move('hidden')
    live.edit('a', prose('all of it '))
    expect(await clock.runUntil(live.settle())).toEqual({ type: 'done', kept: [] })
    expect(editor.record.edits).toMatchObject([{ text: 'all of it ', hidden: true }])
  })

  test('ends when the document is closed, and not while its tab only moves', async () => {
    const { clock, editor, live } = openInMemory('')
    live.open('a')
    editor.move('closed')
    await clock.run(100)
    editor.move('visible')
    live.edit('a', prose('text '))
    await clock.run(500)
    expect(editor.text()).toBe('text')
    editor.move('closed')
    expect(await clock.runUntil(live.ended)).toEqual({ type: 'closed', kept: [{ block: 'a', text: ' ' }] })
  })
})

describe('a writer who types while text streams', () => {
  /** Streams for so many milliseconds while she types a letter whenever `types` says so, and answers when the document changed. */
  const changesOf = async (milliseconds: number, types: (at: number) => boolean): Promise<number[]> => {
    const { clock, editor, live } = openInMemory('start ')
    const changed: number[] = []
    editor.onChange(() => changed.push(clock.now()))
    live.open('a')
    for (let at = 0; at < milliseconds; at += 10) {
      live.edit('a', prose('x'))
      if (types(at)) editor.write(0, 0, 'y')
      await clock.run(10)
    }
    await clock.runUntil(live.settle())
    expect(editor.text()).toMatch(new RegExp(`^y+start x{${milliseconds / 10}}$`))
    return changed
  }
  const longestPause = (times: readonly number[]): number => Math.max(...times.slice(1).map((time, index) => time - (times[index] ?? 0)))

  test('has the document to herself once when she rests, long enough for the editor to keep her words', async () => {
    const times = await changesOf(10_000, at => at === 1000)
    const pauses = times.filter((time, index) => time - (times[index - 1] ?? 0) >= 1500)
    expect(pauses).toHaveLength(1)
    expect(pauses[0]).toBeLessThan(3200)
  })

  test('sees text come while she goes on typing', async () => {
    const times = await changesOf(5000, at => at < 4000 && at % 200 === 0)
    expect(longestPause(times.filter(time => time < 4000))).toBeLessThan(100)
  })

  test('has no pause made for her where she does not type', async () => {
    const { clock, editor, live } = openInMemory('start ')
    const changed: number[] = []
    editor.onChange(() => changed.push(clock.now()))
    live.open('a')
    for (let at = 0; at < 4000; at += 10) {
      live.edit('a', prose('x'))
      await clock.run(10)
    }
    await clock.runUntil(live.settle())
    expect(longestPause(changed)).toBeLessThan(100)
  })
})
