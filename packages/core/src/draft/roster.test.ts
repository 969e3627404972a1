import fc from 'fast-check'
import { characterIdSchema } from '@coldopen/script'
import { expect, test } from 'vitest'
import { briefWith, sheet } from '../../test/draft/setting.ts'
import { writersRoster } from './roster.ts'

const idsOf = (ids: (string | undefined)[]) =>
  writersRoster(briefWith({ roster: ids.map((id, at) => ({ ...sheet(`Character ${at}`), ...(id && { id }) })) }))?.map(character => character.id)

test('a roster is the plan’s to invent when the writer gives none', () => {
  expect(writersRoster(briefWith())).toBeUndefined()
})

test('an empty roster is a roster: nobody is in the script', () => {
  expect(writersRoster(briefWith({ roster: [] }))).toEqual([])
})

test('ids that are given are kept, and missing ones are the lowest that are free', () => {
  expect(idsOf([undefined, 'char_001', undefined, 'char_003', undefined])).toEqual(['char_002', 'char_001', 'char_004', 'char_003', 'char_005'])
})

test('everything else is kept as it was given', () => {
  const odd = { ...sheet('  Zoë\u0301 "the Lamp" '), personality: { temperament: '', desire: '\n', flaw: '…' } }
  expect(writersRoster(briefWith({ roster: [odd] }))).toEqual([{ ...odd, id: 'char_001' }])
})

test('every character of any roster has an id of its own, in the order given', () => {
  const given = fc.uniqueArray(fc.integer({ min: 1, max: 30 })).chain(taken =>
    fc.shuffledSubarray([...taken.map(number => `char_${String(number).padStart(3, '0')}`), ...Array.from({ length: 20 }, () => undefined)]),
  )
  const holds = fc.property(given, ids => {
    const assigned = idsOf(ids) ?? []
    expect(new Set(assigned).size).toBe(ids.length)
    expect(assigned.every(id => characterIdSchema.safeParse(id).success)).toBe(true)
    ids.forEach((id, at) => id !== undefined && expect(assigned[at]).toBe(id))
  })
  fc.assert(holds)
})
