import { describe, expect, test } from 'vitest'
import { ungrounded } from './grounding.ts'

const facts = ['On 3 March 2026 Acme Robotics of Lyon recalled 1,600 units at a cost of 4.5 million euros.', 'Acme Robotics', 'Dr. Ines Okafor']

const strays = (text: string) => ungrounded(text, facts)

describe('what the facts do not have', () => {
  test.each([
    ['a number', 'It was 1700 units, they say.', ['1700']],
    ['a decimal', 'It cost 4.6 million.', ['4.6']],
    ['a name', 'And then Globex called Okafor.', ['Globex']],
    ['a name of several words', 'The plant in New Haven closed.', ['New Haven']],
    ['each once, in order', 'In 1999 it was Globex, said Globex in 1999.', ['1999', 'Globex']],
  ])('is found: %s', (_, text, expected) => {
    expect(strays(text)).toEqual(expected)
  })

  test.each([
    ['numbers however they are grouped', 'It was 1600 units, or 1.600 as they write it there.'],
    ['a single figure', 'Here are 5 things.'],
    ['names in parts, or with an ending', 'It was Okafor’s idea, and Robotics is what Acme does.'],
    ['the first word of a sentence', 'Nobody knew. “Surely,” she said. Yes: It was so — Perhaps.'],
    ['I', 'And so I think, and I’m sure.'],
  ])('is not: %s', (_, text) => {
    expect(strays(text)).toEqual([])
  })

  test('is not looked for among capitals where every noun has one', () => {
    expect(ungrounded('Der Mann mit dem Hut sah den Hund und die Katze auf dem Dach von dem Haus an der Ecke bei dem Markt und ging mit der Frau in den Garten.', [])).toEqual([])
  })

  test('is a number where a script has no capitals', () => {
    expect(ungrounded('価格は2500円です。', ['価格は1200円'])).toEqual(['2500'])
  })
})
