import { describe, expect, test } from 'vitest'
import { sheet } from '../../test/draft/setting.ts'
import { bibleSchema } from '@coldopen/script'
import type { Happening } from '../events.ts'
import { createPlanReader } from './read-plan.ts'
import type { PlanDraft } from './run-state.ts'

const head = {
  title: ' The Dark Below ',
  short_summary: 'A keeper who fears the dark must put out her lamp.',
  description: 'A long winter on a rock.',
  hashtags: ['#lighthouse'],
  narrator_voice: 'An old harbour master.',
  characters_roster: [sheet('Anna'), sheet('Marek')],
}

const beats = ['She arrives.', 'The lamp fails.', 'She waits.', 'Dawn.']

const asking = (asked: number[], before?: PlanDraft, roster?: Parameters<typeof createPlanReader>[1]) =>
  createPlanReader({ number: 0, attempt: 2, asked, output: { segments: [], ...(before && { plan: before }) } }, roster)

const read = (reader: ReturnType<typeof asking>, text: string, piece = 9) => {
  const events: Happening[] = []
  for (let at = 0; at < text.length; at += piece) events.push(...reader.push(text.slice(at, at + piece)))
  return { events, ...reader.finish() }
}

const whole = { ...head, story_outline: beats }

describe('the answer for a plan', () => {
  test('is a head, whose characters get their ids, and the beats', () => {
    const { output, faults } = read(asking([0, 1, 2, 3, 4]), JSON.stringify(whole))
    expect(output.plan?.head?.title).toBe('The Dark Below')
    expect(output.plan?.head?.characters_roster.map(character => [character.id, character.name])).toEqual([['char_001', 'Anna'], ['char_002', 'Marek']])
    expect(output.plan?.beats).toEqual(beats)
    expect(faults).toEqual([])
  })

  test('keeps the writer’s roster as it was given', () => {
    const given = [{ id: 'char_007', ...sheet(' Zoë ') }]
    const { characters_roster: _, ...rest } = whole
    expect(read(asking([0, 1, 2, 3, 4], undefined, given), JSON.stringify(rest)).output.plan?.head?.characters_roster).toEqual(given)
  })

  test('is kept to its last finished beat wherever it is cut', () => {
    const text = JSON.stringify(whole)
    const ends = beats.map(beat => text.indexOf(JSON.stringify(beat)) + beat.length + 2)
    const headEnd = text.indexOf('"story_outline"')
    for (let at = 0; at <= text.length; at += 3) {
      const { plan } = read(asking([0, 1, 2, 3, 4]), text.slice(0, at), 60).output
      if (at < headEnd - 1) expect(plan?.head).toBeUndefined()
      if (at >= headEnd) expect(plan?.head?.title).toBe('The Dark Below')
      expect(plan?.beats).toEqual(beats.slice(0, ends.filter(end => end <= at).length))
    }
  })

  test('goes on behind the beats that are kept, and is shown there', () => {
    const before = read(asking([0, 1, 2]), JSON.stringify({ ...head, story_outline: beats.slice(0, 2) })).output.plan
    const { output, events } = read(asking([3, 4], before), JSON.stringify({ story_outline: beats.slice(2) }))
    expect(output.plan?.beats).toEqual(beats)
    expect(events[0]).toMatchObject({ type: 'plan-delta', path: ['story_outline', 2] })
  })

  test('is shown and kept only as far as it was asked for', () => {
    const given = [{ id: 'char_001', ...sheet('Zoë') }]
    const text = JSON.stringify({ notes: 'mine', ...whole, characters_roster: 'as given', story_outline: [{ beat: 'She arrives.' }] })
    const { output, events } = read(asking([0, 1, 2, 3, 4], undefined, given), text)
    expect(output.plan?.head?.characters_roster).toEqual(given)
    const fields = new Set(events.flatMap(event => (event.type === 'plan-delta' ? [event.path[0]] : [])))
    expect([...fields]).toEqual(['title', 'short_summary', 'description', 'hashtags', 'narrator_voice'])
  })

  test.each(['', ' … ', '...', '—'])('ends at a gap in its outline: "%s"', gap => {
    const { output, faults } = read(asking([0, 1, 2, 3, 4]), JSON.stringify({ ...head, story_outline: beats.with(2, gap) }))
    expect(output.plan?.beats).toEqual(beats.slice(0, 2))
    expect(faults).toEqual(['the outline has a gap at beat 3'])
  })

  test('has no more beats than were asked for, and shows no more', () => {
    const { output, events } = read(asking([0, 1, 2]), JSON.stringify(whole))
    expect(output.plan?.beats).toEqual(beats.slice(0, 2))
    expect(events.some(event => event.type === 'plan-delta' && event.path[0] === 'story_outline' && Number(event.path[1]) > 1)).toBe(false)
  })

  test('has every beat once, even when it says its outline twice', () => {
    const text = `${JSON.stringify(whole).slice(0, -1)},"story_outline":["Again.","And again."]}`
    const { output, events } = read(asking([0, 1, 2, 3, 4]), text)
    expect(output.plan?.beats).toEqual(beats)
    expect(events.map(event => (event.type === 'plan-delta' && event.path.join('/') === 'story_outline/0' ? event.text : '')).join('')).toBe('She arrives.')
  })

  test.each([
    ['no title', { title: ' ' }, "the plan's title is empty"],
    ['nobody in it', { characters_roster: [] }, 'the plan has no characters'],
    ['no roster', { characters_roster: undefined }, 'the plan has no characters'],
    ['somebody without a name', { characters_roster: [sheet('Anna'), sheet(' ')] }, 'character 2 of the plan has no name'],
    ['a summary that is no text', { short_summary: 7 }, expect.stringContaining("the plan's short_summary")],
  ])('with %s has no head, and says so', (_, change, sentence) => {
    const { output, faults } = read(asking([0, 1, 2, 3, 4]), JSON.stringify({ ...whole, ...change }))
    expect(output.plan).toEqual({ beats: [] })
    expect(faults).toEqual([sentence])
  })

  test('makes a bible that its own schema takes', () => {
    const { plan } = read(asking([0, 1, 2, 3, 4]), JSON.stringify(whole)).output
    const written = { ...plan?.head, story_outline: plan?.beats }
    expect(bibleSchema.omit({ generation_info: true }).strict().parse(written)).toEqual(written)
  })
})
