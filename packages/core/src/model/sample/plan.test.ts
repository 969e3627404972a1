import { describe, expect, it } from 'vitest'
import { planAnswerSchema } from '../../draft/answer.ts'
import { answered, lighthouse, planFor, planRequest, rosterOf } from './requests.fixture.ts'

const ideas = [
  lighthouse,
  'Two retired clowns rob a bank and regret it.',
  'A robot learns to dance from the widow next door.',
  'A bakery where every loaf predicts the future',
  'The ghost of a chess champion haunts a school library.',
  'A penguin wants to walk to Mars.',
  '一个灯塔守护者发现一封信',
  '灯台守が自分の書いた手紙を見つける',
  'Un gardien de phare trouve une lettre',
  'Ein Uhrmacher repariert die Zeit',
  'حارس المنارة يجد رسالة',
  'dragons',
]

describe('the plan of the sample writer', () => {
  it('says that it is sample text', async () => {
    expect((await planFor({ idea: lighthouse })).description).toMatch(/This is sample text[^.]*\./)
  })

  it('is made of the words of the idea', async () => {
    const { title, short_summary, hashtags } = await planFor({ idea: lighthouse })
    expect(`${title} ${short_summary}`.toLowerCase()).toContain('letter')
    expect(hashtags).toEqual(expect.arrayContaining(['#LighthouseKeeper', '#Letter', '#Language']))
  })

  it('is made of the words of an idea in a language without spaces', async () => {
    const { title, hashtags } = await planFor({ idea: '一个灯塔守护者发现一封信' })
    expect(title).toContain('灯塔')
    expect(hashtags).toContain('#灯塔')
  })

  it('calls a character by the name that the idea gives', async () => {
    const { characters_roster: roster } = await planFor({ idea: 'One night Alice meets a fox who sells umbrellas.' })
    expect(roster[0]?.name).toBe('Alice')
  })

  it('has three to six people with names, looks and voices of their own', async () => {
    for (const idea of ideas) {
      const { characters_roster: roster } = await planFor({ idea })
      const looks = new Set(roster.map(character => JSON.stringify(character.physical_appearance)))
      const firstNames = new Set(roster.map(character => character.name.split(' ')[0]))
      const voices = new Set(roster.map(character => character.voice_characteristics.tone))
      expect(roster.length).toBeGreaterThanOrEqual(3)
      expect(roster.length).toBeLessThanOrEqual(6)
      expect([looks.size, firstNames.size, voices.size]).toEqual([roster.length, roster.length, roster.length])
    }
  })

  it('differs from idea to idea in title, people and place', async () => {
    const plans = await Promise.all(ideas.map(idea => planFor({ idea })))
    const towns = plans.map(each => /nobody in (.+?) can explain/.exec(each.description)?.[1])
    for (const told of [plans.map(each => each.title), plans.map(each => each.characters_roster.map(character => character.name).join()), towns]) {
      expect(new Set(told).size).toBe(ideas.length)
    }
  })

  it('has as many beats as are asked for, each another, in the shape of a story', async () => {
    const { story_outline: outline } = await planFor({ idea: lighthouse, total: 600 })
    expect(outline).toHaveLength(60)
    expect(new Set(outline).size).toBe(60)
    expect(outline.every(beat => /^\p{Lu}.*\.$/u.test(beat))).toBe(true)
  })

  it('stays within sixty tokens a beat', async () => {
    const { story_outline: outline } = await planFor({ idea: lighthouse, total: 2000 })
    const tokens = outline.reduce((sum, beat) => sum + Math.ceil((beat.length + 3) / 4), 0)
    expect(tokens / outline.length).toBeLessThan(60)
  })

  it('goes on with an outline exactly where a single request would have', async () => {
    const whole = await planFor({ idea: lighthouse, total: 10_000 / 2 })
    const { material } = planRequest({ idea: lighthouse })
    const continued = await answered({
      instructions: '',
      material: { ...material, total_segments: 5000, beats: { from: 201, to: 300, of: 500 }, plan_so_far: { title: whole.title, short_summary: '', last_beats: [] } },
      schema: { name: 'movie_plan', json: planAnswerSchema({ head: false, roster: false, beats: 100 }) },
      maxOutputTokens: 16_000,
    })
    expect(JSON.parse(continued)).toEqual({ story_outline: whole.story_outline.slice(200, 300) })
  })

  it('has no two beats alike in the longest outline', async () => {
    const { story_outline: outline } = JSON.parse(await answered({ ...planRequest({ idea: lighthouse, total: 10_000 }), maxOutputTokens: 100_000 }))
    expect(new Set(outline).size).toBe(1000)
  })

  it('keeps a roster that the writer gave, and tells of its people', async () => {
    const invented = rosterOf(await planFor({ idea: lighthouse }))
    const roster = invented.slice(0, 2).map((character, at) => ({ ...character, name: ['Dr. Okonjo Bell', 'Pip'][at] ?? '' }))
    const { characters_roster: answeredRoster, short_summary, story_outline } = await planFor({ idea: lighthouse, roster })
    expect(answeredRoster).toEqual([])
    expect(short_summary).toContain('Dr. Okonjo Bell')
    expect(story_outline.join(' ')).toContain('Pip')
    expect(`${short_summary} ${story_outline.join(' ')}`).not.toContain(invented[0]?.name)
  })

  it('says in its summary that it stays English when another language was asked for', async () => {
    expect((await planFor({ idea: lighthouse, language: 'Finnish' })).short_summary).toMatch(/asked for in Finnish; sample text is always in English/)
    for (const language of [undefined, 'en', 'en-GB', 'English']) {
      expect((await planFor({ idea: lighthouse, ...(language && { language }) })).short_summary).not.toContain('asked for')
    }
  })
})
