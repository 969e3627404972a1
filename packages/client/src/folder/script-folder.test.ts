import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RunEvent } from '@coldopen/core/protocol'
import { readBible, readSet, scriptMarkdown } from '@coldopen/script'
import { describe, expect, test } from 'vitest'
import { createHandClock } from './clock.fixture.ts'
import { brief, filesIn, temporaryFolder } from './folder.fixture.ts'
import { bibleOf, ended, journalAt, numbered, numbersOf, partEnd, partStart, planned, roughRun, run, segmentOf, started, streamed, wholeRun } from './script.fixture.ts'
import { openScriptFolder } from './script-folder.ts'
import { readSidecar } from './sidecar.ts'

const shape = { segments: 9, perSet: 3 }
const script = { bible: bibleOf(shape), segments: Array.from({ length: 9 }, (_, at) => segmentOf(at + 1)) }
const whole = scriptMarkdown(script)

const textOf = (file: string): Promise<string> => readFile(file, 'utf8').catch(() => '')

describe('the script’s folder', () => {
  test('has the brief, the bible, every set and the whole script when the run is over', async () => {
    await using home = await temporaryFolder()
    const folder = await openScriptFolder({ base: home.dir, run, brief, clock: createHandClock(), server: 'https://drafts.example.org/' })
    for (const event of wholeRun(shape)) folder.apply(event)
    await folder.close()

    const files = await filesIn(join(home.dir, 'drafts', 'the-lantern-room'))
    expect(Object.keys(files)).toEqual([
      'brief.md',
      'the-lantern-room.coldopen.json',
      'the-lantern-room.md',
      'the-lantern-room_metadata.json',
      'the-lantern-room_set_01.json',
      'the-lantern-room_set_02.json',
      'the-lantern-room_set_03.json',
    ])
    expect(files['brief.md']).toBe('---\ncoldopen: movie\nsegments: 9\nper_set: 3\n---\n\nA lighthouse keeper lets go.\n')
    expect(files['the-lantern-room.md']).toBe(whole)
    expect(readBible(files['the-lantern-room_metadata.json'] ?? '')).toEqual({ ok: true, value: script.bible })
    expect(readSet(files['the-lantern-room_set_03.json'] ?? '')).toEqual({
      ok: true,
      value: { success: true, set_number: 3, segments_count: 3, story_set: script.segments.slice(6), next_set_number: null, is_complete: true },
    })
    const sidecar = readSidecar(files['the-lantern-room.coldopen.json'] ?? '', 'it')
    expect(sidecar).toMatchObject({ run, server: 'https://drafts.example.org/', lastEvent: wholeRun(shape).length, parts: 3, sample: false, brief, passages: {}, locks: [] })
    expect(Object.keys(sidecar.files)).toHaveLength(6)
  })

  test('has the same script after parts at once, a failure and a top-up', async () => {
    await using home = await temporaryFolder()
    const folder = await openScriptFolder({ dir: join(home.dir, 'mine'), run, brief, clock: createHandClock() })
    for (const event of roughRun(shape)) folder.apply(event)
    await folder.close()
    expect(await textOf(join(home.dir, 'mine', 'the-lantern-room.md'))).toBe(whole)
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
    expect(await readdir(home.dir)).toEqual([])
    await folder.close()
  })

  test('has another name when its own is taken, by whatever it is', async () => {
    await using home = await temporaryFolder()
    await mkdir(join(home.dir, 'drafts', 'The-Lantern-Room'), { recursive: true })
    await writeFile(join(home.dir, 'drafts', 'the-lantern-room-2'), '')
    const folders = await Promise.all(['run_a', 'run_b'].map(id => openScriptFolder({ base: home.dir, run: id, brief, clock: createHandClock() })))
    for (const [at, folder] of folders.entries()) {
      for (const event of wholeRun(shape)) folder.apply({ ...event, run: ['run_a', 'run_b'][at] ?? '' })
    }
    await Promise.all(folders.map(folder => folder.close()))
    expect(new Set(folders.map(folder => folder.place()?.slug))).toEqual(new Set(['the-lantern-room-3', 'the-lantern-room-4']))
    expect(await readdir(join(home.dir, 'drafts', 'The-Lantern-Room'))).toEqual([])
    expect(await textOf(join(home.dir, 'drafts', 'the-lantern-room-4', 'the-lantern-room-4.md'))).toBe(whole)
  })

  test('does not give a script the brief’s name, nor that of a script that lies there', async () => {
    await using home = await temporaryFolder()
    await writeFile(join(home.dir, 'brief.md'), 'mine')
    await writeFile(join(home.dir, 'brief-2_set_01.json'), '{}')
    const folder = await openScriptFolder({ dir: home.dir, run, brief, clock: createHandClock() })
    for (const event of wholeRun({ ...shape, title: 'Brief' })) folder.apply(event)
    await folder.close()
    expect(folder.place()?.slug).toBe('brief-3')
    expect(await textOf(join(home.dir, 'brief.md'))).toBe('mine')
  })

  test('is found again by its run, and told only what is new', async () => {
    await using home = await temporaryFolder()
    const events = wholeRun(shape)
    const first = await openScriptFolder({ base: home.dir, run, brief, clock: createHandClock() })
    for (const event of events.slice(0, 150)) first.apply(event)
    await first.close()
    const second = await openScriptFolder({ base: home.dir, run, brief, clock: createHandClock() })
    const lastPart = events.slice(0, 150).findLast(event => event.type === 'part-start')
    expect(second.lastEvent).toBe((lastPart?.seq ?? 0) - 1)
    for (const event of journalAt(events, events.length)) if (event.seq > second.lastEvent) second.apply(event)
    await second.close()
    expect(await textOf(join(home.dir, 'drafts', 'the-lantern-room', 'the-lantern-room.md'))).toBe(whole)
    expect(await readdir(join(home.dir, 'drafts'))).toEqual(['the-lantern-room'])
  })

  test('says of a run that has ended that it has, however often it is opened, until the run goes on', async () => {
    await using home = await temporaryFolder()
    const open = () => openScriptFolder({ base: home.dir, run, brief, clock: createHandClock() })
    const sidecar = async () => readSidecar(await textOf(join(home.dir, 'drafts', 'the-lantern-room', 'the-lantern-room.coldopen.json')), 'it')
    const events = wholeRun(shape)
    const folder = await open()
    for (const event of events) folder.apply(event)
    await folder.close()
    await (await open()).close()
    expect(await sidecar()).toMatchObject({ ended: true, lastEvent: events.length })
    const again = await open()
    again.apply({ ...started(shape), run, seq: events.length + 1 })
    await again.close()
    expect((await sidecar()).ended).toBeUndefined()
  })

  test('says in every file that a sample is a sample', async () => {
    await using home = await temporaryFolder()
    const folder = await openScriptFolder({ dir: home.dir, run, brief, clock: createHandClock() })
    for (const event of wholeRun({ ...shape, sample: true })) folder.apply(event)
    await folder.close()
    const sentence = 'Sample text by the built-in offline writer: no language model wrote it.'
    const files = await filesIn(home.dir)
    for (const [name, text] of Object.entries(files)) {
      if (name.endsWith('.coldopen.json')) expect(JSON.parse(text)).toMatchObject({ sample: true })
      else expect(text, name).toContain(sentence)
    }
    expect(files['brief.md']).toContain(`# ${sentence}\n`)
    expect(JSON.parse(files['the-lantern-room_set_02.json'] ?? '')).toMatchObject({ notice: sentence })
  })

  test('refuses the events of another run, and what comes after it was closed', async () => {
    await using home = await temporaryFolder()
    const folder = await openScriptFolder({ dir: home.dir, run, brief, clock: createHandClock() })
    const [event] = wholeRun(shape)
    if (!event) throw new Error('no event')
    expect(() => folder.apply({ ...event, run: 'run_2' })).toThrow('This folder belongs to run_1, and the event to run_2.')
    await folder.close()
    expect(() => folder.apply(event)).toThrow('closed')
  })

  test('cannot be where a file is', async () => {
    await using home = await temporaryFolder()
    await writeFile(join(home.dir, 'drafts'), '')
    await expect(openScriptFolder({ base: home.dir, run, brief })).rejects.toMatchObject({
      code: 'file-processing',
      message: expect.stringContaining('drafts could not be read because a file is where a folder would have to be.'),
    })
  })

  test('goes on when what kept it from writing is over', async () => {
    await using home = await temporaryFolder()
    const notices: string[] = []
    const folder = await openScriptFolder({ base: home.dir, run, brief, clock: createHandClock(), onNotice: sentence => notices.push(sentence) })
    await writeFile(join(home.dir, 'drafts'), '')
    for (const event of wholeRun(shape)) folder.apply(event)
    await expect(folder.flush()).rejects.toMatchObject({ code: 'file-processing' })
    expect(notices).toHaveLength(1)
    await rm(join(home.dir, 'drafts'))
    await folder.close()
    expect(await textOf(join(home.dir, 'drafts', 'the-lantern-room', 'the-lantern-room.md'))).toBe(whole)
  })
})

const inNarration = (segment: number) => (event: RunEvent): boolean =>
  event.type === 'segment-delta' && event.segment === segment && event.path[0] === 'narration'

describe('while a run is written', () => {
  const events = wholeRun(shape)
  const until = (last: (event: RunEvent) => boolean): RunEvent[] => events.slice(0, events.findIndex(last) + 1)

  test('text is in the script’s file within a second of its arrival', async () => {
    await using home = await temporaryFolder()
    const clock = createHandClock()
    const folder = await openScriptFolder({ dir: home.dir, run, brief, clock })
    const file = join(home.dir, 'the-lantern-room.md')
    for (const event of until(({ type }) => type === 'plan-end')) folder.apply(event)
    await folder.idle()
    expect(await textOf(file)).toContain('# The Lantern Room')
    for (const event of until(inNarration(2))) folder.apply(event)
    await folder.idle()
    expect(await textOf(file)).not.toContain('Night 2')
    clock.advance(1000)
    await folder.idle()
    expect(await textOf(file)).toContain('## 2. Night 2')
    expect(whole.startsWith((await textOf(file)).trimEnd())).toBe(true)
    await folder.close()
  })

  test('20,000 characters are in the script’s file without any time going by', async () => {
    await using home = await temporaryFolder()
    const folder = await openScriptFolder({ dir: home.dir, run, brief, clock: createHandClock() })
    const long = { segments: 100, perSet: 100 }
    for (const event of wholeRun(long)) {
      if (event.type === 'part-end') break
      folder.apply(event)
    }
    await folder.idle()
    expect((await textOf(join(home.dir, 'the-lantern-room.md'))).length).toBeGreaterThan(20_000)
    await folder.close()
  })

  test('a set grows by its finished segments, and is whole at its end', async () => {
    await using home = await temporaryFolder()
    const clock = createHandClock()
    const folder = await openScriptFolder({ dir: home.dir, run, brief, clock })
    const file = join(home.dir, 'the-lantern-room_set_01.json')
    const setNow = async (): Promise<unknown> => JSON.parse((await textOf(file)) || 'null')
    for (const event of until(inNarration(2))) folder.apply(event)
    await folder.idle()
    clock.advance(1000)
    await folder.idle()
    expect(await setNow()).toEqual({ success: false, set_number: 1, segments_count: 1, story_set: [segmentOf(1)], next_set_number: 2, is_complete: false })
    for (const event of until(({ type }) => type === 'part-end')) folder.apply(event)
    await folder.idle()
    expect(await setNow()).toMatchObject({ success: true, segments_count: 3 })
    await folder.close()
  })

  test('segments that come out of order stand in order', async () => {
    await using home = await temporaryFolder()
    const folder = await openScriptFolder({ dir: home.dir, run, brief, clock: createHandClock() })
    const parts = [3, 1, 2].flatMap(part => [
      partStart(part, 1, { asked: numbersOf(part, shape), kept: [] }),
      ...numbersOf(part, shape).flatMap(number => streamed(number, { part, attempt: 1 })),
    ])
    const ends = [2, 3, 1].map(part => partEnd(part, 1, numbersOf(part, shape)))
    const mixed = numbered([started(shape), ...planned(bibleOf(shape)), ...parts, ...ends, ended()])
    for (const event of mixed) {
      folder.apply(event)
      if (event.seq % 50 === 0) await folder.flush()
    }
    await folder.close()
    expect(await textOf(join(home.dir, 'the-lantern-room.md'))).toBe(whole)
  })

  test('what an attempt that failed had begun leaves the script when the next one begins', async () => {
    await using home = await temporaryFolder()
    const folder = await openScriptFolder({ dir: home.dir, run, brief, clock: createHandClock() })
    const file = join(home.dir, 'the-lantern-room.md')
    const rough = roughRun(shape)
    for (const event of rough.slice(0, rough.findIndex(({ type }) => type === 'run-end') + 1)) folder.apply(event)
    await folder.flush()
    expect(await textOf(file)).toContain('## 5. Night 5')
    for (const event of rough.slice(0, rough.findIndex(one => one.type === 'part-start' && one.attempt === 2) + 1)) folder.apply(event)
    await folder.flush()
    expect(await textOf(file)).not.toContain('## 5. Night 5')
    expect(await textOf(file)).toContain('## 4. Night 4')
    await folder.close()
  })
})
