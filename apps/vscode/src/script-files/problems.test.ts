import { inEnglish } from '@coldopen/client'
import { scriptMarkdown } from '@coldopen/script'
import { describe, expect, it } from 'vitest'
import { createProblems } from './problems.ts'
import { planOf, segmentsOf } from './script.fixture.ts'

const plan = planOf(3, 3)
const text = scriptMarkdown({ bible: plan, segments: segmentsOf(3) })
const told = (changed: string) =>
  createProblems(inEnglish)(changed, plan).map(({ start, end, kind, remedies }) => ({ kind, at: changed.slice(start, end), remedies: remedies.map(remedy => remedy.text) }))

describe('the problems of a script', () => {
  it('are none in a script as it was drafted', () => {
    expect(told(text)).toEqual([])
  })

  it('stand at the name over a speech that is nobody’s, with the names it may be', () => {
    expect(told(text.replace('\n**TOBIAS REED**', '\n**TOBIAS**'))).toEqual([{ kind: 'speaker', at: 'TOBIAS', remedies: expect.arrayContaining(['TOBIAS REED']) }])
    expect(told(text.replace('\n**MARA**', '\n**Stranger:**'))).toEqual([{ kind: 'speaker', at: 'Stranger', remedies: ['Mara', 'Tobias Reed'] }])
  })

  it('stand at a name that has drifted, each where it is', () => {
    const drifted = text.replace('Mara sets down the wrench.', 'Tobais waits. Tobais leaves with Mara.')
    const found = told(drifted)
    expect(found.map(({ kind, at, remedies }) => [kind, at, remedies])).toEqual(found.map(() => ['name', 'Tobais', ['Tobias']]))
    expect(found.length).toBeGreaterThan(0)
  })

  it('stand at the heading of a segment whose number is there already, and of one without text', () => {
    expect(told(text.replace('## 3. Night 3', '## 2. Night 3')).map(({ kind, at }) => [kind, at])).toEqual([['number', '## 2. Night 3']])
    const [one, two, three] = segmentsOf(3)
    if (!one || !two || !three) throw new Error('There are three.')
    const empty = scriptMarkdown({ bible: plan, segments: [one, { ...two, action: '' }, three] })
    expect(told(empty).map(({ kind, at }) => [kind, at])).toEqual([['empty', '## 2. Night 2']])
  })

  it('are looked for again only in what has changed', () => {
    const find = createProblems(inEnglish)
    expect(find(text, plan)).toEqual([])
    const changed = text.replace('\n**MARA**', '\n**MARAH**')
    expect(find(changed, plan)).toHaveLength(1)
    expect(find(text, plan)).toEqual([])
  })
})
