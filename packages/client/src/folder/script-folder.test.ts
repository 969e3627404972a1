import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { readBible, readSet, scriptMarkdown } from '@coldopen/script'
import { describe, expect, test } from 'vitest'
import { createHandClock } from './clock.fixture.ts'
import { brief, filesIn, temporaryFolder } from './folder.fixture.ts'
import { bibleOf, roughRun, run, segmentOf, wholeRun } from './script.fixture.ts'
import { openScriptFolder } from './script-folder.ts'
import { readSidecar } from './sidecar.ts'

const shape = { segments: 9, perSet: 3 }
const script = { bible: bibleOf(shape), segments: Array.from({ length: 9 }, (_, at) => segmentOf(at + 1)) }

const exists = (file: string): Promise<boolean> => stat(file).then(() => true, () => false)

describe('the script’s folder', () => {
  test('has the brief, the bible, every set and the whole script when the run is over', async () => {
    await using home = await temporaryFolder()
    const folder = await openScriptFolder({ base: home.dir, run, brief, clock: createHandClock() })
    for (const event of wholeRun(shape)) folder.apply(event)
    await folder.close()

    const dir = join(home.dir, 'drafts', 'the-lantern-room')
    const files = await filesIn(dir)
    expect(Object.keys(files)).toEqual([
      'brief.md',
      'the-lantern-room.coldopen.json',
      'the-lantern-room.md',
      'the-lantern-room_metadata.json',
      'the-lantern-room_set_01.json',
      'the-lantern-room_set_02.json',
      'the-lantern-room_set_03.json',
    ])
    expect(files['the-lantern-room.md']).toBe(scriptMarkdown(script))
    expect(readBible(files['the-lantern-room_metadata.json'] ?? '')).toEqual({ ok: true, value: script.bible })
    expect(readSet(files['the-lantern-room_set_03.json'] ?? '')).toEqual({
      ok: true,
      value: { success: true, set_number: 3, segments_count: 3, story_set: script.segments.slice(6), next_set_number: null, is_complete: true },
    })
    const sidecar = readSidecar(files['the-lantern-room.coldopen.json'] ?? '', 'it')
    expect(sidecar).toMatchObject({ run, lastEvent: wholeRun(shape).length, parts: 3, sample: false, passages: {}, locks: [] })
    expect(Object.keys(sidecar.files)).toHaveLength(6)
  })

  test('has the same files after parts at once, a failure and a top-up', async () => {
    await using home = await temporaryFolder()
    const folder = await openScriptFolder({ dir: join(home.dir, 'mine'), run, brief, clock: createHandClock() })
    for (const event of roughRun(shape)) folder.apply(event)
    await folder.close()
    expect(await readFile(join(home.dir, 'mine', 'the-lantern-room.md'), 'utf8')).toBe(scriptMarkdown(script))
  })

  test('is made when the plan is there, and not before', async () => {
    await using home = await temporaryFolder()
    const folder = await openScriptFolder({ base: home.dir, run, brief, clock: createHandClock() })
    for (const event of wholeRun(shape)) {
      if (event.type === 'plan-end') break
      folder.apply(event)
    }
    await folder.flush()
    expect(folder.place()).toBeUndefined()
    expect(await exists(join(home.dir, 'drafts'))).toBe(false)
    await folder.close()
  })
})
