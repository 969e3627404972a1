import { expect, test } from 'vitest'
import type { RunEvent } from '@coldopen/core'
import { chunkedScriptSchema, scriptMarkdown, type Bible, type Segment } from '@coldopen/script'
import type { Coldopen } from '../src/create-coldopen.ts'
import { endOf, openStudio, untilEnd } from './open-studio.ts'

const brief = { format: 'movie', idea: 'A lighthouse keeper finds a door in the sea', segments: 4, perSet: 2 } as const
const refused = (code: string, message: RegExp | string) => ({ message: typeof message === 'string' ? message : expect.stringMatching(message), data: { coldopen: code } })

const segmentsOf = async (client: Coldopen, runId: string): Promise<Segment[]> => (await client.api.runs.get.query({ runId })).parts.flatMap(part => part.segments)

const bibleOf = async (client: Coldopen, runId: string): Promise<Bible> => {
  const { bible } = await client.api.runs.get.query({ runId })
  if (!bible) throw new Error('there is no bible')
  return bible
}

/** A run that has come to its end. */
const drafted = async (client: Coldopen, given: object = brief): Promise<{ runId: string; last: number }> => {
  const { runId } = await client.api.runs.start.mutate({ brief: { ...brief, ...given } })
  const end = endOf(await untilEnd(client, runId))
  expect(end.status).toBe('completed')
  return { runId, last: end.seq }
}

/** What a request had to write from. */
const materialOf = (request: { body: unknown } | undefined): string => JSON.stringify(request?.body)

const textOf = (events: readonly RunEvent[]): string => events.map(event => (event.type === 'part-end' ? (event.chunk?.text ?? '') : '')).join('')

test('a run that is paused finishes what is paid for, asks for nothing more, and goes on when it is resumed', async () => {
  await using studio = await openStudio()
  studio.fake.script((_, nth) => (nth === 2 ? { stall: 300 } : undefined))
  const client = studio.client()
  const { runId } = await client.api.runs.start.mutate({ brief })
  await studio.fake.until(requests => requests.some(request => request.state === 'stalled'))
  await client.api.runs.pause.mutate({ runId })
  await client.api.runs.pause.mutate({ runId })
  await client.api.runs.cancel.mutate({ runId })
  const cancelled = endOf(await untilEnd(client, runId))
  expect(cancelled.status).toBe('cancelled')
  await expect(client.api.runs.pause.mutate({ runId })).rejects.toMatchObject(refused('conflict', 'The run is cancelled, so there is nothing to pause.'))

  studio.fake.script(undefined)
  const other = await client.api.runs.start.mutate({ brief: { ...brief, segments: 2, perSet: 1 } })
  await client.api.runs.pause.mutate({ runId: other.runId })
  const paused = endOf(await untilEnd(client, other.runId))
  expect(paused).toMatchObject({ status: 'paused', paused: 'user', problem: { message: 'The run was paused. Resume it to go on.' } })
  const sent = studio.fake.requests.length
  await client.api.runs.resume.mutate({ runId: other.runId })
  expect(endOf(await untilEnd(client, other.runId, paused.seq)).status).toBe('completed')
  expect(studio.fake.requests.length).toBeGreaterThan(sent)
})

test('a part that is asked for again replaces the old one when it is whole, keeps what is locked, and is paid for once', async () => {
  await using studio = await openStudio()
  const client = studio.client()
  const { runId, last } = await drafted(client)
  const before = await segmentsOf(client, runId)
  await client.api.runs.lock.mutate({ runId, segment: 3, locked: true })

  studio.fake.script((_, nth) => (nth === 1 ? { cutText: 300, by: 'rst' } : undefined))
  const { after } = await client.api.runs.retryPart.mutate({ runId, part: 2 })
  const failing = await untilEnd(client, runId, after)
  expect(endOf(failing)).toMatchObject({ status: 'failed', problem: { code: 'model-connection' } })
  expect(failing.find(event => event.type === 'part-start')).toMatchObject({ part: 2, attempt: 2, asked: [4], kept: [3, 4], again: true })
  expect(failing.find(event => event.type === 'part-failed')).toMatchObject({ kept: [3, 4] })
  expect(await segmentsOf(client, runId)).toEqual(before)

  await client.api.runs.retryPart.mutate({ runId, part: 2 })
  const events = await untilEnd(client, runId, endOf(failing).seq)
  expect(endOf(events).status).toBe('completed')
  const now = await segmentsOf(client, runId)
  expect(now.slice(0, 3)).toEqual(before.slice(0, 3))
  expect(now[3]?.segment_number).toBe(4)
  expect(studio.fake.requests).toHaveLength(5)
  expect(events.find(event => event.type === 'locks')).toBeUndefined()
  expect((await untilEnd(client, runId, last)).find(event => event.type === 'locks')).toMatchObject({ locked: [3] })

  await expect(client.api.runs.retryPart.mutate({ runId, part: 2, missingOnly: true })).rejects.toMatchObject(refused('conflict', 'Nothing of set 2 is missing.'))
  await expect(client.api.runs.retryPart.mutate({ runId, part: 9 })).rejects.toMatchObject(refused('invalid-input', 'There is no part 9: the run has 2.'))
  await client.api.runs.lock.mutate({ runId, segment: 4, locked: true })
  await expect(client.api.runs.retryPart.mutate({ runId, part: 2 })).rejects.toMatchObject(refused('conflict', /All of set 2 is locked/))
})

test('of a run that failed one part alone is drafted, and the rest waits', async () => {
  await using studio = await openStudio()
  studio.fake.script((_, nth) => (nth === 2 ? { refuse: 'No.' } : undefined))
  const client = studio.client()
  const { runId } = await client.api.runs.start.mutate({ brief: { ...brief, perSet: 1 } })
  const failed = endOf(await untilEnd(client, runId))
  expect(failed.status).toBe('failed')
  const { after } = await client.api.runs.retryPart.mutate({ runId, part: 1, missingOnly: true })
  const end = endOf(await untilEnd(client, runId, after))
  expect(end).toMatchObject({ status: 'paused', paused: 'user', problem: { message: 'Set 1 alone was asked for. Resume the run to have the rest drafted.' } })
  expect((await segmentsOf(client, runId)).map(segment => segment.segment_number)).toEqual([1])
  expect(studio.fake.requests).toHaveLength(3)
})

test('a bible that is changed in mid-run is told to every client, and later parts are written from it', async () => {
  await using studio = await openStudio()
  const client = studio.client()
  const { runId } = await client.api.runs.start.mutate({ brief, options: { only: [1] } })
  const first = endOf(await untilEnd(client, runId))
  const bible = await bibleOf(client, runId)
  const edited = { ...bible, title: 'Another Title', story_outline: bible.story_outline.with(1, 'The door opens inward.') }
  await client.api.runs.setBible.mutate({ runId, bible: edited })
  await client.api.runs.resume.mutate({ runId, options: { only: [1, 2] } })
  const told = client.events(runId, first.seq)
  const next = (await told.next()).value
  expect(next).toMatchObject({ type: 'plan-end', bible: edited })
  await told.return(undefined)
  expect((await client.api.runs.get.query({ runId })).summary.title).toBe('Another Title')

  const { generation_info: info } = bible
  const refusals: [Bible, RegExp][] = [
    [{ ...bible, generation_info: { ...info, total_segments: 9 } }, /^generation_info\.total_segments is settled when a run begins: it stays 4/],
    [{ ...bible, story_outline: bible.story_outline.slice(1) }, /^story_outline has 1 beats, and the script needs 2/],
    [{ ...bible, story_outline: ['…', 'x'] }, /^story_outline\.0 says nothing/],
    [{ ...bible, characters_roster: [...bible.characters_roster, ...bible.characters_roster] }, /^characters_roster has the id char_001 twice/],
    [{ ...bible, title: '' }, /^bible\.title: /],
  ]
  for (const [unfit, why] of refusals) await expect(client.api.runs.setBible.mutate({ runId, bible: unfit })).rejects.toMatchObject(refused('invalid-input', why))
})

test('a run of a given bible tells it to its clients, and asks for no plan', async () => {
  await using studio = await openStudio()
  const client = studio.client()
  const bible = await bibleOf(client, (await drafted(client)).runId)
  const asked = { brief, bible, options: { only: [2] } }
  const { estimate } = await client.api.runs.estimate.query(asked)
  const whole = await client.api.runs.estimate.query({ brief })
  expect([estimate.requests.expected, whole.estimate.requests.expected]).toEqual([1, 3])
  const sent = studio.fake.requests.length
  const { runId } = await client.api.runs.start.mutate(asked)
  const events = await untilEnd(client, runId)
  expect(events.slice(0, 2)).toMatchObject([{ type: 'run-start' }, { type: 'plan-end', bible }])
  expect(studio.fake.requests).toHaveLength(sent + 1)
})

test('later parts are written from the text that the writer has made of earlier ones', async () => {
  await using studio = await openStudio()
  const client = studio.client()
  const { runId } = await client.api.runs.start.mutate({ brief, options: { only: [1] } })
  await untilEnd(client, runId)
  const [, second] = await segmentsOf(client, runId)
  if (!second) throw new Error('nothing was written')
  const mine = { ...second, action: 'She locks the door behind her, twice.' }
  await expect(client.api.runs.edit.mutate({ runId, segments: [mine, { ...mine, segment_number: 3 }] })).rejects.toMatchObject(refused('conflict', 'Segment 3 is not written yet.'))
  await expect(client.api.runs.edit.mutate({ runId, segments: [{ ...mine, segment_number: 5 }] })).rejects.toMatchObject(refused('invalid-input', 'There is no segment 5: the script has 4.'))
  await expect(client.api.runs.edit.mutate({ runId, chunk: { number: 1, text: 'x' } })).rejects.toMatchObject(refused('invalid-input', /made of segments/))
  expect((await client.api.runs.get.query({ runId })).parts[1]?.edited).toEqual([])
  await client.api.runs.edit.mutate({ runId, segments: [mine] })
  await studio.restart()

  const again = studio.client()
  const { after } = await again.api.runs.retryPart.mutate({ runId, part: 2 })
  await untilEnd(again, runId, after)
  expect(materialOf(studio.fake.requests.at(-1))).toContain(mine.action)
  const [, part] = (await again.api.runs.get.query({ runId })).parts
  expect(part).toMatchObject({ edited: [2], segments: [{}, mine] })
})

test('a segment is written anew by a short run of its own, from its neighbours, the note and the writer’s text', async () => {
  await using studio = await openStudio()
  const client = studio.client()
  const { runId } = await drafted(client)
  const before = await segmentsOf(client, runId)
  const [first, second, third] = before
  if (!first || !second || !third) throw new Error('nothing was written')
  const asked = { runId, segment: 2, mode: 'shorten', note: 'funnier', current: { ...second, segment_id: 'seg_0040', action: 'He counts the steps aloud.' } } as const
  expect((await client.api.runs.estimateRevision.query(asked)).estimate.requests).toEqual({ expected: 1, worst: 3 })

  const sent = studio.fake.requests.length
  const redraft = await client.api.runs.redraft.mutate(asked)
  const events = await untilEnd(client, redraft.runId)
  expect(endOf(events)).toMatchObject({ status: 'completed', usage: { requests: 1 } })
  expect(events.find(event => event.type === 'part-start')).toMatchObject({ part: 1, asked: [2] })
  expect(events.find(event => event.type === 'part-end')).toMatchObject({ segments: [{ segment_id: 'seg_0040', segment_number: 2 }] })
  expect(studio.fake.requests).toHaveLength(sent + 1)
  for (const told of ['funnier', 'He counts the steps aloud.', first.title, third.title]) expect(materialOf(studio.fake.requests.at(-1))).toContain(JSON.stringify(JSON.stringify(told).slice(1, -1)).slice(1, -1))
  expect(await segmentsOf(client, runId)).toEqual(before)

  const { runs } = await client.api.runs.list.query({})
  expect(runs.map(run => run.id)).toEqual([runId])
  expect((await client.api.runs.list.query({ of: runId })).runs).toMatchObject([{ id: redraft.runId, kind: 'redraft', of: runId }])
  await client.api.runs.lock.mutate({ runId, segment: 2, locked: true })
  await expect(client.api.runs.redraft.mutate(asked)).rejects.toMatchObject(refused('conflict', /Segment 2 is locked/))
  await expect(client.api.runs.redraft.mutate({ runId, segment: 9 })).rejects.toMatchObject(refused('invalid-input', 'There is no segment 9: the script has 4.'))
  await expect(client.api.runs.redraft.mutate({ runId: redraft.runId, segment: 2 })).rejects.toMatchObject(refused('invalid-input', /name the run of the script itself/))
})

test('a short run is resumed as any other, and stopped hard as any other', async () => {
  await using studio = await openStudio()
  const client = studio.client()
  const { runId } = await drafted(client)
  studio.fake.script((_, nth) => (nth === 1 ? { status: 500 } : undefined))
  const redraft = await client.api.runs.redraft.mutate({ runId, segment: 1 })
  const failed = endOf(await untilEnd(client, redraft.runId))
  expect(failed).toMatchObject({ status: 'failed', problem: { code: 'model-failed' } })
  await client.api.runs.resume.mutate({ runId: redraft.runId })
  expect(endOf(await untilEnd(client, redraft.runId, failed.seq)).status).toBe('completed')
  const stopped = await client.api.runs.redraft.mutate({ runId, segment: 1, options: { maxTokens: 100 } })
  expect(endOf(await untilEnd(client, stopped.runId))).toMatchObject({ status: 'paused', paused: 'budget' })
})

test('a passage of any script, and a chunk of prose, are written anew as they arrive', async () => {
  await using studio = await openStudio()
  const client = studio.client()
  const movie = await drafted(client)
  const rewrite = await client.api.runs.rewrite.mutate({ runId: movie.runId, passage: 'The lamp is out.', note: 'longer', before: 'It is late.', after: 'Nobody comes.' })
  const events = await untilEnd(client, rewrite.runId)
  expect(endOf(events)).toMatchObject({ status: 'completed', usage: { requests: 1 } })
  expect(textOf(events).trim()).not.toBe('')
  for (const told of ['The lamp is out.', 'longer', 'It is late.', 'Nobody comes.']) expect(materialOf(studio.fake.requests.at(-1))).toContain(told)

  const { runId } = await client.api.runs.start.mutate({ brief: { format: 'prose', idea: brief.idea, words: 300, chunks: 3 } })
  await untilEnd(client, runId)
  await client.api.runs.edit.mutate({ runId, chunk: { number: 1, text: 'Everything ends at the quay.' } })
  const redraft = await client.api.runs.redraft.mutate({ runId, chunk: 2, mode: 'extend' })
  const told = await untilEnd(client, redraft.runId)
  expect(endOf(told).status).toBe('completed')
  expect(told.find(event => event.type === 'part-end')).toMatchObject({ chunk: { chunk_number: 2 } })
  expect(materialOf(studio.fake.requests.at(-1))).toContain('Everything ends at the quay.')
  await expect(client.api.runs.redraft.mutate({ runId, segment: 1 })).rejects.toMatchObject(refused('invalid-input', /made of chunks/))
})

test('runs are listed by what is asked of them, in pages, with their totals; one that is drafted is not deleted', async () => {
  await using studio = await openStudio()
  const client = studio.client()
  const first = await drafted(client, { segments: 1, perSet: 1 })
  const second = await drafted(client, { segments: 2, idea: 'A baker' })
  await client.api.runs.redraft.mutate({ runId: first.runId, segment: 1 }).then(redraft => untilEnd(client, redraft.runId))
  const { api } = client
  const page = await api.runs.list.query({ limit: 1 })
  expect(page).toMatchObject({ runs: [{ id: second.runId, totals: { unitsDone: 2, unitsTotal: 2, words: expect.any(Number), successRate: 1 } }], next: second.runId })
  expect(await api.runs.list.query({ limit: 1, cursor: page.next })).toMatchObject({ runs: [{ id: first.runId }] })
  const title = page.runs[0]?.title ?? ''
  expect((await api.runs.list.query({ text: title.toUpperCase() })).runs.map(run => run.id)).toContain(second.runId)
  expect(await api.runs.list.query({ status: ['failed', 'paused'] })).toEqual({ runs: [] })
  expect(await api.runs.list.query({ format: 'podcast' })).toEqual({ runs: [] })
  expect((await api.runs.list.query({ since: '2020-01-01T00:00:00Z', until: '2100-01-01T00:00:00+02:00' })).runs).toHaveLength(2)

  await api.runs.delete.mutate({ runId: first.runId })
  await expect(api.runs.get.query({ runId: first.runId })).rejects.toMatchObject({ data: { coldopen: 'not-found' } })
  expect(await api.runs.list.query({ kind: 'redraft' })).toEqual({ runs: [] })
  studio.fake.script((_, nth) => (nth === 1 ? { stall: 300 } : undefined))
  const { runId } = await api.runs.start.mutate({ brief })
  await studio.fake.until(requests => requests.some(request => request.state === 'stalled'))
  await expect(api.runs.delete.mutate({ runId })).rejects.toMatchObject(refused('conflict', /is processing: cancel it first/))
  await api.runs.cancel.mutate({ runId })
  await untilEnd(client, runId)
  await api.runs.delete.mutate({ runId })
})

test('the script of a run is checked as it stands, in the writer’s words', async () => {
  await using studio = await openStudio()
  const client = studio.client()
  const { runId } = await drafted(client)
  expect((await client.api.runs.check.query({ runId })).findings.filter(finding => finding.kind !== 'name')).toEqual([])
  const [first] = await segmentsOf(client, runId)
  if (!first) throw new Error('nothing was written')
  await client.api.runs.edit.mutate({ runId, segments: [{ ...first, action: '' }] })
  expect((await client.api.runs.check.query({ runId })).findings).toContainEqual({ kind: 'empty', unit: 1, at: 0, field: 'action', message: 'Segment 1 has no action.' })
})

test('a script is given out as one file of each shape, in its writer’s words; before there is a plan there is nothing to give', async () => {
  await using studio = await openStudio()
  const client = studio.client()
  const { runId } = await drafted(client)
  const bible = await bibleOf(client, runId)
  const segments = await segmentsOf(client, runId)
  const mine = segments.map(segment => (segment.segment_number === 1 ? { ...segment, action: 'She locks the door behind her, twice.' } : segment))
  await client.api.runs.edit.mutate({ runId, segments: mine.slice(0, 1) })
  expect(await client.api.runs.export.query({ runId, shape: 'markdown' })).toEqual({ text: scriptMarkdown({ bible, segments: mine }), isWhole: true })
  const { text } = await client.api.runs.export.query({ runId, shape: 'json' })
  expect(JSON.parse(text)).toEqual({ bible, segments: mine })

  let asked = 0
  studio.fake.script(() => (++asked === 3 ? { refuse: 'No.' } : undefined))
  const { runId: prose } = await client.api.runs.start.mutate({ brief: { format: 'prose', idea: brief.idea, words: 400, chunks: 4 } })
  expect(endOf(await untilEnd(client, prose)).status).toBe('failed')
  await client.api.runs.edit.mutate({ runId: prose, chunk: { number: 1, text: 'She locks the door behind her, twice.' } })
  const begun = await client.api.runs.export.query({ runId: prose, shape: 'json' })
  expect(begun.isWhole).toBe(false)
  expect(chunkedScriptSchema.parse(JSON.parse(begun.text)).chunks).toMatchObject([{ chunk_number: 1, text: 'She locks the door behind her, twice.', words: 7 }])
  expect(await client.api.runs.export.query({ runId: prose, shape: 'markdown' })).toEqual({ text: 'She locks the door behind her, twice.\n', isWhole: false })

  studio.fake.script(() => ({ refuse: 'No.' }))
  const { runId: unplanned } = await client.api.runs.start.mutate({ brief })
  await untilEnd(client, unplanned)
  await expect(client.api.runs.export.query({ runId: unplanned, shape: 'json' })).rejects.toMatchObject(refused('conflict', 'The plan of this run is not done yet, so there is nothing to export.'))
  await expect(client.api.runs.export.query({ runId: 'none', shape: 'json' })).rejects.toMatchObject(refused('not-found', /no run none/))
})
