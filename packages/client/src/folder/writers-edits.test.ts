import { readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { scriptMarkdown, segmentMarkdown } from '@coldopen/script'
import { describe, expect, test } from 'vitest'
import { createHandClock } from './clock.fixture.ts'
import { brief, filesIn, temporaryFolder } from './folder.fixture.ts'
import { bibleOf, run, segmentOf, wholeRun } from './script.fixture.ts'
import { openScriptFolder, type ScriptFolder } from './script-folder.ts'

const shape = { segments: 9, perSet: 3 }
const events = wholeRun(shape)
const bible = bibleOf(shape)
const whole = scriptMarkdown({ bible, segments: Array.from({ length: 9 }, (_, at) => segmentOf(at + 1)) })

type Mine = { folder: ScriptFolder; notices: string[]; script: string; dir: string; tell(upTo: (event: (typeof events)[number]) => boolean): Promise<void> } & AsyncDisposable

/** A run that is told in steps, into a folder of its own. */
const begin = async (dir: string): Promise<Mine> => {
  const notices: string[] = []
  const folder = await openScriptFolder({ dir, run, brief, clock: createHandClock(), onNotice: sentence => notices.push(sentence) })
  let told = 0
  return {
    folder,
    notices,
    dir,
    script: join(dir, 'the-lantern-room.md'),
    async tell(upTo) {
      for (; told < events.length; told++) {
        const event = events[told]
        if (!event) break
        folder.apply(event)
        if (upTo(event)) break
      }
      told++
      await folder.flush()
    },
    [Symbol.asyncDispose]: async () => {
      await folder.close().catch(() => undefined)
    },
  }
}

const endOfSet = (set: number) => (event: (typeof events)[number]): boolean => event.type === 'part-end' && event.part === set
const never = (): boolean => false
const inAction = (segment: number) => (event: (typeof events)[number]): boolean => event.type === 'segment-delta' && event.segment === segment && event.path[0] === 'action'

const edit = async (file: string, change: (text: string) => string): Promise<string> => {
  const text = change(await readFile(file, 'utf8'))
  await writeFile(file, text)
  return text
}

const withoutSecond = (text: string): string => text.replace(segmentMarkdown(segmentOf(2), bible.characters_roster), '')

const count = (text: string, piece: string): number => text.split(piece).length - 1

describe('the writer’s edits', () => {
  test('to a finished segment stay, and the rest of the script follows', async () => {
    await using home = await temporaryFolder()
    await using mine = await begin(home.dir)
    await mine.tell(endOfSet(1))
    await edit(mine.script, text => text.replace('## 2. Night 2', '## 2. The longest night'))
    await mine.tell(never)
    expect(await readFile(mine.script, 'utf8')).toBe(whole.replace('## 2. Night 2', '## 2. The longest night'))
    expect(mine.notices).toEqual(['the-lantern-room.md was edited by you: your text stays as it is, and each new segment is added to it when it is finished.'])
  })

  test('at the end of the script come before what arrives later', async () => {
    await using home = await temporaryFolder()
    await using mine = await begin(home.dir)
    await mine.tell(endOfSet(1))
    await edit(mine.script, text => `${text}\nA note of mine`)
    await mine.tell(never)
    const before = whole.indexOf('\n<!-- seg_0004 -->')
    expect(await readFile(mine.script, 'utf8')).toBe(`${whole.slice(0, before)}\nA note of mine\n${whole.slice(before)}`)
  })

  test('behind a segment that is still being written are kept, and the segment is finished before them', async () => {
    await using home = await temporaryFolder()
    await using mine = await begin(home.dir)
    await mine.tell(inAction(5))
    await edit(mine.script, text => `${text}\nA note of mine\n`)
    await mine.tell(never)
    const text = await readFile(mine.script, 'utf8')
    expect(text.replace('\n\nA note of mine', '')).toBe(whole)
    expect(text.indexOf('A note of mine')).toBeLessThan(text.indexOf('<!-- seg_0006 -->'))
    expect(text.indexOf('A note of mine')).toBeGreaterThan(text.indexOf('(5.4)'))
  })

  test('inside a segment that is still being written are kept, and its rest is added', async () => {
    await using home = await temporaryFolder()
    await using mine = await begin(home.dir)
    await mine.tell(inAction(5))
    await edit(mine.script, text => text.replace('## 5. Night 5', '## 5. Mine'))
    await mine.tell(never)
    expect(await readFile(mine.script, 'utf8')).toBe(whole.replace('## 5. Night 5', '## 5. Mine'))
  })

  test('that remove a segment are not undone', async () => {
    await using home = await temporaryFolder()
    await using mine = await begin(home.dir)
    await mine.tell(endOfSet(1))
    await edit(mine.script, withoutSecond)
    await mine.tell(never)
    expect(await readFile(mine.script, 'utf8')).toBe(withoutSecond(whole))
  })

  test('that remove a segment while it is written are not undone, and the writer is told', async () => {
    await using home = await temporaryFolder()
    await using mine = await begin(home.dir)
    await mine.tell(inAction(5))
    await edit(mine.script, text => text.slice(0, text.indexOf('\n<!-- seg_0005 -->')))
    await mine.tell(never)
    expect(await readFile(mine.script, 'utf8')).toBe(whole.replace(segmentMarkdown(segmentOf(5), bible.characters_roster), ''))
    expect(mine.notices.at(-1)).toMatch(/^In the-lantern-room.md you changed or removed what was still being written \(5\)/)
  })

  test('in another order keep that order, and new segments stand behind the one before them', async () => {
    await using home = await temporaryFolder()
    await using mine = await begin(home.dir)
    await mine.tell(endOfSet(1))
    const second = segmentMarkdown(segmentOf(2), bible.characters_roster)
    await edit(mine.script, text => text.replace(second, '') + second)
    await mine.tell(never)
    const order = [...(await readFile(mine.script, 'utf8')).matchAll(/^<!-- (seg_\d+) -->$/gm)].map(found => Number(found[1]?.slice(4)))
    expect(order).toEqual([1, 3, 4, 5, 6, 7, 8, 9, 2])
  })

  test('with Windows line ends keep them, and new text has them too', async () => {
    await using home = await temporaryFolder()
    await using mine = await begin(home.dir)
    await mine.tell(endOfSet(1))
    await edit(mine.script, text => text.replaceAll('\n', '\r\n'))
    await mine.tell(never)
    expect(await readFile(mine.script, 'utf8')).toBe(whole.replaceAll('\n', '\r\n'))
  })

  test('go on after the program was closed and opened again, wherever it is told from', async () => {
    for (const from of ['the last event', 'the start']) {
      await using home = await temporaryFolder()
      const before = await begin(home.dir)
      await before.tell(inAction(5))
      await before.folder.close()
      await edit(before.script, text => text.replace('## 2. Night 2', '## 2. Mine').replace('## 5. Night 5', '## 5. Also mine'))
      const notices: string[] = []
      const folder = await openScriptFolder({ dir: home.dir, run, brief, clock: createHandClock(), onNotice: sentence => notices.push(sentence) })
      expect(folder.lastEvent).toBeGreaterThan(0)
      for (const event of events) if (from === 'the start' || event.seq > folder.lastEvent) folder.apply(event)
      await folder.close()
      const text = await readFile(before.script, 'utf8')
      expect(text).toContain('## 2. Mine')
      expect(text).toContain('## 5. Also mine')
      expect([...text.matchAll(/^<!-- (seg_\d+) -->$/gm)]).toHaveLength(9)
      expect(count(text, segmentMarkdown(segmentOf(9), bible.characters_roster))).toBe(1)
      expect(notices.at(-1)).toMatch(/still being written \(5\)/)
    }
  })

  test('to a file that was in the middle of a segment when the program died do not keep the segment from being finished', async () => {
    await using home = await temporaryFolder()
    const before = await begin(home.dir)
    await before.tell(inAction(5))
    await before.folder.close()
    await edit(before.script, text => text.replace('## 2. Night 2', '## 2. Mine'))
    const folder = await openScriptFolder({ dir: home.dir, run, brief, clock: createHandClock() })
    for (const event of events) if (event.seq > folder.lastEvent) folder.apply(event)
    await folder.close()
    expect(await readFile(before.script, 'utf8')).toBe(whole.replace('## 2. Night 2', '## 2. Mine'))
  })

  test('to a set or to the bible are left alone and told of', async () => {
    await using home = await temporaryFolder()
    await using mine = await begin(home.dir)
    await mine.tell(inAction(3))
    const set = await edit(join(home.dir, 'the-lantern-room_set_01.json'), text => text.replace('Night 1', 'Mine'))
    await mine.tell(never)
    expect(await readFile(join(home.dir, 'the-lantern-room_set_01.json'), 'utf8')).toBe(set)
    expect(mine.notices).toEqual(['the-lantern-room_set_01.json was edited by you and stays as it is; what is new of set 1 is in the script itself.'])

    const edited = await edit(join(home.dir, 'the-lantern-room_metadata.json'), text => text.replace('A keeper lets go', 'A keeper holds on'))
    const end = events.find(event => event.type === 'plan-end')
    if (end?.type === 'plan-end') mine.folder.apply({ ...end, seq: events.length + 1, bible: { ...bible, short_summary: 'Another.' } })
    await mine.folder.flush()
    expect(await readFile(join(home.dir, 'the-lantern-room_metadata.json'), 'utf8')).toBe(edited)
    expect(mine.notices.at(-1)).toMatch(/^the-lantern-room_metadata.json was edited by you and stays as it is/)
  })

  test('to a brief that was there before us are none of our business', async () => {
    await using home = await temporaryFolder()
    await writeFile(join(home.dir, 'brief.md'), 'mine')
    await using mine = await begin(home.dir)
    await mine.tell(never)
    expect(await readFile(join(home.dir, 'brief.md'), 'utf8')).toBe('mine')
    expect(mine.notices).toEqual([])
  })

  test('in a file that is not UTF-8 any more are left alone', async () => {
    await using home = await temporaryFolder()
    await using mine = await begin(home.dir)
    await mine.tell(endOfSet(1))
    const bytes = Buffer.from([0xff, 0xfe, 0x41, 0x00])
    await writeFile(mine.script, bytes)
    await mine.tell(never)
    expect(await readFile(mine.script)).toEqual(bytes)
    expect(mine.notices).toEqual(['the-lantern-room.md is not UTF-8 text any more, so nothing is added to it; the segments are in the set files.'])
  })
})

describe('what the writer removes', () => {
  test('is written again only when something of it changes', async () => {
    await using home = await temporaryFolder()
    await using mine = await begin(home.dir)
    await mine.tell(endOfSet(2))
    await rm(join(home.dir, 'the-lantern-room_set_01.json'))
    await rm(mine.script)
    await mine.tell(never)
    expect(Object.keys(await filesIn(home.dir))).not.toContain('the-lantern-room_set_01.json')
    expect(await readFile(mine.script, 'utf8')).toBe(whole)
  })

  test('stays away when the folder is opened again, also when everything is told again', async () => {
    await using home = await temporaryFolder()
    const before = await begin(home.dir)
    await before.tell(never)
    await before.folder.close()
    await rm(join(home.dir, 'the-lantern-room_set_01.json'))
    await rm(before.script)
    await using again = await begin(home.dir)
    expect(again.folder.lastEvent).toBe(0)
    await again.tell(never)
    const names = Object.keys(await filesIn(home.dir))
    expect(names).not.toContain('the-lantern-room_set_01.json')
    expect(names).not.toContain('the-lantern-room.md')
  })

  test('ends the writing when it is the folder, and nothing is made elsewhere', async () => {
    await using home = await temporaryFolder()
    const dir = join(home.dir, 'mine')
    await using mine = await begin(dir)
    await mine.tell(endOfSet(1))
    await rename(dir, join(home.dir, 'trash'))
    const before = await filesIn(home.dir)
    await expect(mine.tell(never)).rejects.toMatchObject({ code: 'file-processing', message: expect.stringContaining(`The script's folder ${dir} was removed or replaced`) })
    expect(() => mine.folder.apply({ type: 'progress', run, seq: 9999, unitsDone: 0, unitsTotal: 0, partsDone: 0, characters: 0, words: 0, elapsed: 0, usage: { requests: 0, inputTokens: 0, outputTokens: 0, cost: 0 } })).toThrow('removed or replaced')
    expect(await filesIn(home.dir)).toEqual(before)
  })
})

describe('a link', () => {
  test('in the place of the script is replaced, and what it leads to is not touched', async () => {
    await using home = await temporaryFolder()
    await using elsewhere = await temporaryFolder()
    const outside = join(elsewhere.dir, 'outside.md')
    await writeFile(outside, 'outside')
    await using mine = await begin(home.dir)
    await mine.tell(endOfSet(1))
    await rm(mine.script)
    await symlink(outside, mine.script)
    await mine.tell(never)
    expect(await readFile(mine.script, 'utf8')).toBe(whole)
    expect(await readFile(outside, 'utf8')).toBe('outside')
    expect(mine.notices).toHaveLength(1)
  })

  test('in the place of the folder leads nowhere', async () => {
    await using home = await temporaryFolder()
    await using elsewhere = await temporaryFolder()
    const dir = join(home.dir, 'mine')
    await using mine = await begin(dir)
    await mine.tell(endOfSet(1))
    await rename(dir, join(home.dir, 'moved'))
    await symlink(elsewhere.dir, dir)
    await expect(mine.tell(never)).rejects.toMatchObject({ code: 'file-processing' })
    expect(await filesIn(elsewhere.dir)).toEqual({})
  })
})
