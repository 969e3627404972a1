import { segmentMarkdown, markdownHeader } from '@coldopen/script'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mergeScript, passageHash, piecesOf, type Merged } from './merge-script.ts'
import type { Passage } from './passages.ts'
import type { TextRecord } from './sidecar.ts'
import { bibleOf, segmentOf } from './script.fixture.ts'

const bible = bibleOf({ segments: 6, perSet: 3 })
const roster = bible.characters_roster
const header: Passage = { id: 'header', number: 0, text: markdownHeader(bible), finished: true }
const passage = (number: number, more: Partial<Passage> = {}): Passage => {
  const segment = segmentOf(number)
  return { id: segment.segment_id, number, text: segmentMarkdown(segment, roster), finished: true, ...more }
}
const written = (one: Passage): Passage => ({ ...one, written: one.text })
const merge = (file: string, list: Passage[], left: [string, TextRecord][] = [], told = 0): Merged => mergeScript(file, { list, left: new Map(left), told })
const fileOf = (passages: readonly Passage[]): string => passages.map(one => one.text).join('')

/** What the writer adds: lines that begin no segment. */
const addition = fc.string({ minLength: 1 }).filter(text => !text.includes('<!--') && !text.includes('\r'))

describe('a file cut at its anchors', () => {
  test('is the file again when its pieces are joined', () => {
    const text = fc.array(fc.oneof(fc.constantFrom('\n', '\r\n', '<!-- seg_0001 -->', '<!--seg_x-->', '<!-- seg_0002 -->\n', 'x'), fc.string())).map(pieces => pieces.join(''))
    fc.assert(
      fc.property(text, file => {
        expect(piecesOf(file).map(piece => piece.text).join('')).toBe(file)
      }),
    )
  })
})

describe('a merge', () => {
  test('loses nothing of the writer’s, wherever it was written, and brings each new segment once', () => {
    fc.assert(
      fc.property(fc.nat(), addition, fc.subarray([4, 5, 6]), (place, text, fresh) => {
        const old = [header, passage(1), passage(2), passage(3)].map(written)
        const file = fileOf(old)
        const at = place % (file.length + 1)
        const edited = file.slice(0, at) + text + file.slice(at)
        const merged = merge(edited, [...old, ...fresh.map(number => passage(number))])
        expect(merged.leftOut).toEqual([])
        const brought = fresh.map(number => passage(number).text)
        for (const one of brought) expect(merged.text.split(one)).toHaveLength(2)
        const without = brought.reduce((rest, one) => rest.replace(one, ''), merged.text)
        expect([edited, `${edited}\n`]).toContain(without)
        // Where an anchor was made another one, the new segments have their places by its number; else they are the end.
        if (piecesOf(edited).some(piece => old.every(one => one.id !== piece.id))) return
        expect(merged.text.startsWith(edited)).toBe(true)
        expect(merged.text.slice(edited.length).trim()).toBe(brought.join('').trim())
      }),
    )
  })

  test('puts a new segment before one that the writer has given a higher number', () => {
    const file = fileOf([header, passage(1), passage(2)])
    const edited = file.replace('seg_0002', 'seg_00029')
    const at = edited.indexOf('\n<!-- seg_00029 -->')
    const merged = merge(edited, [...[header, passage(1), passage(2)].map(written), passage(3)])
    expect(merged).toEqual({ text: edited.slice(0, at) + passage(3).text + edited.slice(at), leftOut: [] })
  })

  test('brings nothing twice', () => {
    fc.assert(
      fc.property(fc.nat(), addition, (place, text) => {
        const all = [header, passage(1), passage(2), passage(3)].map(written)
        const file = fileOf(all.slice(0, 3))
        const at = place % (file.length + 1)
        const edited = file.slice(0, at) + text + file.slice(at)
        const once = merge(edited, [...all.slice(0, 3), passage(3)]).text
        expect(merge(once, all).text).toBe(once)
      }),
    )
  })

  test('finishes a segment that the writer did not touch, whatever was done to the others', () => {
    fc.assert(
      fc.property(fc.nat(), addition, fc.nat(), (place, text, cut) => {
        const [one, two] = [written(passage(1)), passage(2)]
        const soFar = two.text.slice(0, 20 + (cut % (two.text.length - 20)))
        const file = `${header.text}${one.text}`
        const at = place % file.length
        const edited = `${file.slice(0, at)}${text}${file.slice(at)}`
        const merged = merge(edited + soFar, [written(header), one, { ...two, written: soFar }])
        expect(merged.text).toBe(edited + two.text)
      }),
    )
  })

  test('brings the last line end of a segment that was cut before it, and of no segment that had it', () => {
    const file = `mine\n${fileOf([passage(1)])}`
    const cut = file.slice(0, -1)
    const soFar = passage(1).text.slice(0, -1)
    expect(merge(cut, [passage(1, { written: soFar })]).text).toBe(file)
    expect(merge(cut, [passage(1, { handed: 'so far' })]).text).toBe(file)
    expect(merge(cut.replaceAll('\n', '\r\n'), [passage(1, { handed: 'so far' })]).text).toBe(file.replaceAll('\n', '\r\n'))
    expect(merge(`${file}\n\n`, [passage(1, { written: soFar })]).text).toBe(`${file}\n\n`)
    for (const whole of [passage(1), written(passage(1)), passage(1, { handed: 'whole', written: soFar })]) {
      expect(merge(cut, [whole], [[whole.id, { hash: passageHash(whole.text) }]]).text).toBe(cut)
    }
    expect(merge(passage(1).text, [{ ...header, text: '', written: 'a notice\n' }]).text).toBe(passage(1).text)
  })

  test('leaves a segment alone that is not finished', () => {
    const file = fileOf([header, passage(1)])
    expect(merge(`${file}mine`, [written(header), written(passage(1)), passage(2, { finished: false })]).text).toBe(`${file}mine`)
  })

  describe('with a file that an editor saved in the middle of a segment, and that a later process comes upon', () => {
    const before = [header, passage(1)].map(written)
    const half = passage(2).text.slice(0, -40)
    const file = fileOf(before) + half
    const whole = fileOf([...before, passage(2), passage(3)])
    const cut = (second: Partial<Passage>, third: Partial<Passage>): Merged => merge(file, [...before, passage(2, second), passage(3, third)], [], 15)

    test('goes on with a segment that had no end yet', () => {
      expect(cut({ beganAt: 10, finishedAt: 20 }, { beganAt: 21, finishedAt: 30 })).toEqual({ text: whole, leftOut: [] })
    })

    test('goes on with one whose end, and what came behind it, was not saved any more', () => {
      expect(cut({ beganAt: 10, finishedAt: 12 }, { beganAt: 13, finishedAt: 20 })).toEqual({ text: whole, leftOut: [] })
    })

    test('leaves one alone that was told whole and has lost its end: it was the writer who took it', () => {
      const { text, leftOut } = cut({ beganAt: 10, finishedAt: 12 }, { beganAt: 16, finishedAt: 20 })
      expect(text).toBe(`${file}\n${passage(3).text}`)
      expect(leftOut.map(({ id }) => id)).toEqual(['seg_0002'])
    })

    test('leaves one alone that an editor of this very process was given whole', () => {
      expect(cut({ beganAt: 10, finishedAt: 20, handed: 'whole' }, { beganAt: 21, finishedAt: 30 }).leftOut.map(({ id }) => id)).toEqual(['seg_0002'])
    })

    test('leaves one alone whose words the writer changed', () => {
      const changed = merge(`${file}, said the writer`, [...before, passage(2, { beganAt: 10, finishedAt: 20 })], [], 15)
      expect(changed.text).toContain(', said the writer')
    })
  })

  test('knows by its hash what a process before this one has left', () => {
    const soFar = passage(2).text.slice(0, 40)
    const edited = `mine\n${fileOf([passage(1)])}`
    const ours = passage(2)
    const left: [string, TextRecord][] = [[ours.id, { hash: passageHash('something older'), next: passageHash(soFar) }]]
    expect(merge(edited + soFar, [ours], left).text).toBe(edited + ours.text)
    expect(merge(`${edited}${soFar} and mine`, [ours], left).text).toBe(`${edited}${ours.text.trimEnd()}${soFar.slice(soFar.trimEnd().length)} and mine\n`)
    const changed = `${edited}${soFar.replace('Night', 'Day')} and mine`
    expect(merge(changed, [ours], left)).toEqual({ text: changed, leftOut: [ours] })
  })
})
