import { describe, expect, it } from 'vitest'
import { castOf } from './cast.ts'
import { filesOf, planOf, podcastFiles, scriptOf, segmentsOf } from './script.fixture.ts'
import { scriptNamesOf } from './script-names.ts'
import { createFactsReader, type ScriptTexts } from './script-texts.ts'

const cast = (script: ScriptTexts) => castOf(script, createFactsReader()(script))

describe('who is in a script', () => {
  it('counts the lines and words that each speaks, and says where each appears', () => {
    const [one, two] = segmentsOf(2)
    if (!one || !two) throw new Error('There are two.')
    const silent = { ...two, action: 'Tobias Reed sleeps. A marabou flies.', dialogue: [{ character_id: 'char_002', delivery: 'asleep', line: 'No, no.' }] }
    const { members, strangers } = cast(scriptOf(filesOf(planOf(2, 2), [one, silent])))
    expect(members.map(({ name, lines, words }) => [name, lines, words])).toEqual([['Mara', 1, 3], ['Tobias Reed', 2, 3]])
    expect(members.map(member => member.appearances().map(({ number, lines }) => [number, lines]))).toEqual([[[1, 1]], [[1, 1], [2, 1]]])
    expect(strangers).toEqual([])
  })

  it('names those who speak and are not in the roster, and finds where', () => {
    const files = filesOf(planOf(1, 1), segmentsOf(1))
    const text = (files.get('light.md') ?? '').replace('\n**MARA**', '\n**MARAH**')
    files.set('light.md', text)
    const [stranger] = cast(scriptOf(files)).strangers
    expect(stranger).toMatchObject({ cue: 'MARAH', lines: 1 })
    expect(text.slice(stranger?.place.at)).toMatch(/^MARAH\*\*/)
  })

  it('lists the sources of a podcast', () => {
    expect(cast(scriptOf(podcastFiles(), 'L1_complete.md')).sources).toEqual([{ id: 'src_01', title: 'Tide tables', url: 'https://example.org/tides' }])
  })
})

describe('the files of a script', () => {
  const names = ['brief.md', 'README.md', 'light.md', 'light_metadata.json', 'light_set_02.json', 'light_set_10.json', 'light_set_1.json', 'light.coldopen.json', 'dark.md']

  it('are found from any of them, in order', () => {
    for (const file of ['light.md', 'light_set_02.json', 'light_metadata.json', 'light.coldopen.json']) {
      expect(scriptNamesOf(names, file)).toMatchObject({ slug: 'light', unit: 'segment', script: 'light.md', parts: ['light_set_1.json', 'light_set_02.json', 'light_set_10.json'] })
    }
    expect(scriptNamesOf([...podcastFiles().keys()], 'L1_complete.md')).toMatchObject({ slug: 'light', unit: 'chunk', copies: ['L1_checkpoint_01.md'], pack: 'light_pack.json' })
  })

  it('are not made up', () => {
    const renamed = new Map([['light', 'A door.md']])
    const inOwnName = names.map(name => (name === 'light.md' ? 'A door.md' : name))
    for (const file of ['A door.md', 'light_metadata.json']) expect(scriptNamesOf(inOwnName, file, renamed)).toMatchObject({ slug: 'light', unit: 'segment', script: 'A door.md', bible: 'light_metadata.json' })
    expect(scriptNamesOf(names, 'light_metadata.json', renamed)).toMatchObject({ script: 'light.md' })
    expect(scriptNamesOf([...podcastFiles().keys()].map(name => (name === 'L1_complete.md' ? 'A door.md' : name)), 'A door.md', renamed)).toMatchObject({ slug: 'light', unit: 'chunk', script: 'A door.md' })
    expect(scriptNamesOf(['package.json'], 'package.json')).toBeUndefined()
    expect(scriptNamesOf(['notes.txt'], 'notes.txt')).toBeUndefined()
    expect(scriptNamesOf(['L1_chunk_01.md'], 'L1_chunk_01.md')).toBeUndefined()
    expect(scriptNamesOf(names, 'dark.md')).toMatchObject({ script: 'dark.md', parts: [] })
  })
})
