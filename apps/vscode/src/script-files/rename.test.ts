import { inEnglish } from '@coldopen/client'
import { bibleJson, readBible, readMarkdown, scriptMarkdown, setJson, type Segment } from '@coldopen/script'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hostileText } from '../../../../packages/script/test/hostile-text.ts'
import { bible, character, segment } from '../../../../packages/script/test/script-samples.ts'
import { rename, type NameChange, type NamingTexts, type Renaming } from './rename.ts'
import { withChanges, type TextChange } from './text-change.ts'

const names = ['Mara', 'Tobias Reed', 'Ilse'] as const
const cast = names.map((name, at) => character(at + 1, name))

const textsOf = (segments: readonly Segment[], roster = cast): NamingTexts => {
  const plan = { ...bible, title: 'The Light', characters_roster: roster }
  const set = { success: true, set_number: 1, segments_count: segments.length, story_set: [...segments], next_set_number: null, is_complete: true }
  return {
    bible: { name: 'light_metadata.json', text: bibleJson(plan) },
    sets: [{ name: 'light_set_01.json', text: setJson(set) }],
    markdown: [{ name: 'light.md', text: scriptMarkdown({ bible: plan, segments: [...segments] }) }],
  }
}

const applied = (texts: NamingTexts, changes: readonly TextChange[]): NamingTexts => {
  const change = ({ name, text }: { name: string; text: string }) => ({ name, text: withChanges(text, changes.filter(one => one.file === name)) })
  return { bible: change(texts.bible), sets: texts.sets.map(change), markdown: texts.markdown.map(change) }
}

const changesOf = (texts: NamingTexts, renaming: Renaming): NameChange[] => {
  const read = rename(texts, renaming, inEnglish)
  if (!read.ok) throw new Error(read.problem)
  return read.value
}
const renamed = (texts: NamingTexts, renaming: Renaming): NamingTexts => applied(texts, changesOf(texts, renaming))

/** What a text of one segment becomes, in the Markdown and in the JSON, and the same for what is certain alone. */
const inText = (action: string, renaming: Renaming, roster = cast) => {
  const texts = textsOf([{ ...segment, dialogue: [], title: '', setting: '', narration: '', action }], roster)
  const changes = changesOf(texts, renaming)
  const read = (found: NamingTexts): string => readMarkdown(found.markdown[0]?.text ?? '').segments[0]?.action ?? ''
  return { all: read(applied(texts, changes)), certain: read(applied(texts, changes.filter(change => change.certain))) }
}

const anyName = fc.constantFrom('Jonas', 'Åsa', 'Žofia', 'Élodie', "O'Hara", 'J.R. Oak', 'Ben & Co', 'A_b', '“Red” Ann', 'Anna Maria')
const prose = fc.array(fc.oneof(hostileText, fc.constantFrom('Mara', 'MARA', 'Mara’s', 'Tobias Reed', 'TOBIAS REED', 'Tobias', 'Reed', 'Marauder', 'xMara', ' and ', '. ')), { maxLength: 8 }).map(parts => parts.join(' '))
const anySegment: fc.Arbitrary<Segment> = fc.record({ title: prose, setting: prose, action: prose, narration: prose.filter(text => text !== ''), line: prose, speaker: fc.constantFrom('char_001', 'char_002', 'char_003') }).map(fields => ({
  segment_id: 'seg_0001',
  segment_number: 1,
  title: fields.title,
  setting: fields.setting,
  action: fields.action,
  narration: fields.narration,
  dialogue: [{ character_id: fields.speaker, delivery: 'to Mara', line: fields.line }],
}))

describe('giving a character another name', () => {
  it('is taken back by giving the old name again, to the last character', () => {
    fc.assert(
      fc.property(anySegment, anyName, fc.constantFrom('char_001', 'char_002'), (one, to, id) => {
        const old = id === 'char_001' ? 'Mara' : 'Tobias Reed'
        const parts = to.split(' ')
        // Family names are for the writer to decide on; here only what is certain is changed.
        fc.pre(id === 'char_001' || parts.length > 1)
        const before = textsOf([one])
        const certain = (texts: NamingTexts, renaming: Renaming) => applied(texts, changesOf(texts, renaming).filter(change => change.certain))
        const there = certain(before, { id, to })
        fc.pre(!parts.some(part => [before.markdown, before.sets].flat().some(({ text }) => text.toLowerCase().includes(part.toLowerCase()))))
        expect(there).not.toEqual(before)
        expect(readBible(there.bible.text)).toMatchObject({ ok: true, value: { characters_roster: cast.map(({ id: known, name }) => ({ id: known, name: known === id ? to : name })) } })
        if ((id === 'char_001') === (parts.length === 1) && to !== 'J.R. Oak') expect(certain(there, { id, to: old })).toEqual(before)
      }),
      { numRuns: 150 },
    )
  })

  it('keeps the Markdown what the JSON files say', () => {
    const segments: Segment[] = [{ ...segment, segment_id: 'seg_0001', segment_number: 1, dialogue: [{ character_id: 'char_001', delivery: '', line: 'I am *not* Mara_Reed; Mara’s gone.' }] }]
    const after = renamed(textsOf(segments), { id: 'char_001', to: 'Ann_Marie *K*' })
    const set: { story_set: Segment[] } = JSON.parse(after.sets[0]?.text ?? '')
    const plan = readBible(after.bible.text)
    if (!plan.ok) throw new Error(plan.problem)
    expect(after.markdown[0]?.text).toBe(scriptMarkdown({ bible: plan.value, segments: set.story_set }))
    expect(after.markdown[0]?.text).toContain('**ANN_MARIE \\*K\\***')
  })

  it('takes whole words alone, keeps capitals and possessives, and knows every alphabet', () => {
    const to = { id: 'char_001', to: 'Žofia' }
    expect(inText('Mara’s lamp. Mara\'s too. MARA! Marauder, TaMara, mara-bou, (Mara), Mara-Lou.', to).all).toBe('Žofia’s lamp. Žofia\'s too. ŽOFIA! Marauder, TaMara, mara-bou, (Žofia), Žofia-Lou.')
    expect(inText('Mára Mara Marä', to).all).toBe('Mára Žofia Marä')
    expect(inText('美咲は灯台に戻る。美咲！', { id: 'char_001', to: '凛' }, [character(1, '美咲')]).all).toBe('凛は灯台に戻る。凛！')
    expect(inText('Tobias  Reed and Tobias\nReed', { id: 'char_002', to: 'Ben Oak' }).all).toBe('Ben Oak and Ben Oak')
  })

  it('offers without deciding: a name that others share, a family name, and a name that is a word', () => {
    const shared = [character(1, 'Tobias Reed'), character(2, 'Tobias Oak'), character(3, 'Will')]
    expect(inText('Tobias Reed waits. Tobias Oak waits. Tobias waits for Mr Reed.', { id: 'char_001', to: 'Ben Dale' }, shared)).toEqual({
      all: 'Ben Dale waits. Tobias Oak waits. Ben waits for Mr Dale.',
      certain: 'Ben Dale waits. Tobias Oak waits. Tobias waits for Mr Reed.',
    })
    expect(inText('Will you? I will. He asks Will. I WILL!', { id: 'char_003', to: 'Bob' }, shared)).toEqual({
      all: 'Bob you? I will. He asks Bob. I BOB!',
      certain: 'Will you? I will. He asks Bob. I WILL!',
    })
  })

  it('does not take a longer name for this one, and renumbers names that were alike', () => {
    const alike = [character(1, 'Mara'), character(2, 'Mara Voss'), character(3, 'MARA')]
    expect(inText('Mara Voss sees Mara.', { id: 'char_001', to: 'Ilse' }, alike).all).toBe('Mara Voss sees Ilse.')
    const spoken = [1, 3].map(number => ({ character_id: `char_00${number}`, delivery: '', line: 'Yes.' }))
    const before = textsOf([{ ...segment, dialogue: spoken }], alike)
    const after = renamed(before, { id: 'char_001', to: 'Ilse' })
    expect(before.markdown[0]?.text).toContain('**MARA 2**\nYes.')
    expect(after.markdown[0]?.text).toContain('**ILSE**\nYes.\n\n**MARA**\nYes.')
  })

  it('refuses in a sentence what cannot be done', () => {
    const texts = textsOf([segment])
    const told = (found: NamingTexts, renaming: Renaming): string => {
      const read = rename(found, renaming, inEnglish)
      return read.ok ? '' : read.problem
    }
    expect(told(texts, { id: 'char_001', to: ' tobias reed' })).toMatch(/There is a Tobias Reed in the roster already/)
    expect(told(texts, { id: 'char_001', to: ' ' })).toMatch(/needs a name/)
    expect(told(texts, { id: 'char_009', to: 'X' })).toMatch(/There is no char_009/)
    expect(told({ ...texts, sets: [{ name: 'light_set_01.json', text: '{}' }] }, { id: 'char_001', to: 'X' })).toMatch(/^light_set_01\.json cannot be read, so nobody was renamed\./)
  })

  it('takes thousands of segments in time that grows with their number alone', () => {
    const segments = Array.from({ length: 3000 }, (_, at) => ({ ...segment, segment_id: `seg_${at + 1}`, segment_number: at + 1 }))
    expect(changesOf(textsOf(segments), { id: 'char_001', to: 'Ilka' }).length).toBeGreaterThan(9000)
  })
})
