import { describe, expect, it } from 'vitest'
import { createLiveSegments, takeLive } from './live-segments.ts'
import { outlineOf, type OutlineNode, type OutlineSegment } from './outline.ts'
import { filesOf, planOf, podcastFiles, scriptOf, segmentsOf } from './script.fixture.ts'
import { createFactsReader, type ScriptTexts } from './script-texts.ts'

const outline = (script: ScriptTexts, live = createLiveSegments()) => outlineOf(script, createFactsReader()(script), live)
const leaves = (nodes: readonly OutlineNode[]): OutlineSegment[] =>
  nodes.flatMap(node => (node.type === 'segment' ? [node] : node.type === 'set' ? node.segments() : leaves(node.sets)))
const shown = (nodes: readonly OutlineNode[]): string[] => leaves(nodes).map(({ number, title, state }) => `${number} ${title} ${state}`)

describe('the outline of a script', () => {
  it('has sets with their beats, and segments with what has become of them', () => {
    const files = filesOf(planOf(5, 2), segmentsOf(3))
    files.set('light.md', (files.get('light.md') ?? '').replace('Mara sets down the wrench.', 'Mara drops it.'))
    files.set('light.coldopen.json', JSON.stringify({ run: 'run_1', locks: ['seg_0002'] }))
    const { roots, title, order } = outline(scriptOf(files))
    expect(title).toBe('The Light')
    expect(roots.map(node => (node.type === 'set' ? `${node.number} ${node.beat} ${node.done}/${node.total}` : ''))).toEqual(['1 Beat 1. 2/2', '2 Beat 2. 1/2', '3 Beat 3. 0/1'])
    expect(shown(roots)).toEqual(['1 Night 1 edited', '2 Night 2 locked', '3 Night 3 done', '4  missing', '5  missing'])
    expect(order).toEqual(['seg_0001', 'seg_0002', 'seg_0003'])
    const [first] = leaves(roots)
    expect(files.get('light.md')?.slice(first?.place?.at)).toMatch(/^## 1\. Night 1/)
  })

  it('follows a run: what is being written, and what a part that failed did not get to', () => {
    const live = createLiveSegments()
    const budget = { maxOutputTokens: 100, units: 2, unit: 'segment' as const }
    const usage = { requests: 1, inputTokens: 1, outputTokens: 1, cost: null }
    const problem = { code: 'model-stalled' as const, message: 'It fell silent.' }
    const states = () => shown(outline(scriptOf(filesOf(planOf(4, 2), segmentsOf(2))), live).roots).map(line => line.split(' ').at(-1))
    takeLive(live, { type: 'part-start', part: 2, attempt: 1, budget, asked: [3, 4], kept: [], run: 'r', seq: 1 })
    takeLive(live, { type: 'segment-start', part: 2, attempt: 1, segment: 3, run: 'r', seq: 2 })
    expect(states()).toEqual(['done', 'done', 'writing', 'missing'])
    takeLive(live, { type: 'part-failed', part: 2, attempt: 1, problem, kept: [3], mayBeCharged: true, run: 'r', seq: 3 })
    expect(states()).toEqual(['done', 'done', 'missing', 'failed'])
    const stopped = createLiveSegments()
    takeLive(stopped, { type: 'part-start', part: 2, attempt: 1, budget, asked: [3, 4], kept: [], run: 'r', seq: 1 })
    takeLive(stopped, { type: 'part-failed', part: 2, attempt: 1, problem: { code: 'cancelled', message: 'Stopped.' }, kept: [], mayBeCharged: true, run: 'r', seq: 2 })
    expect(stopped.failed.size).toBe(0)
    takeLive(live, { type: 'part-start', part: 2, attempt: 2, budget, asked: [4], kept: [3], run: 'r', seq: 4 })
    takeLive(live, { type: 'segment-start', part: 2, attempt: 2, segment: 4, run: 'r', seq: 5 })
    expect(states()).toEqual(['done', 'done', 'missing', 'writing'])
    takeLive(live, { type: 'part-end', part: 2, attempt: 2, segments: [], usage, run: 'r', seq: 6 })
    expect(live.writing.size + live.failed.size).toBe(0)
  })

  it('has acts where the text has them, or where the beats begin with one', () => {
    const files = filesOf(planOf(4, 2), segmentsOf(4))
    files.set('light.md', (files.get('light.md') ?? '').replace('\n<!-- seg_0002', '\n# Act Two\n\n<!-- seg_0002'))
    const { roots } = outline(scriptOf(files))
    expect(roots.map(node => (node.type === 'act' ? `${node.title}: ${node.sets.map(set => set.number).join(' ')}` : node.type))).toEqual(['set', 'Act Two: 1 2'])
    const plan = { ...planOf(6, 2), story_outline: ['Act I: the lamp.', 'More of it.', 'ACT II – the sea.'] }
    const byBeats = outline(scriptOf(filesOf(plan, segmentsOf(6)))).roots
    expect(byBeats.map(node => (node.type === 'act' ? `${node.title}: ${node.sets.map(set => set.number).join(' ')}` : node.type))).toEqual(['Act I: 1 2', 'ACT II: 3'])
  })

  it('tells every row from every other, and by the same name each time it is read', () => {
    const files = filesOf(planOf(6, 2), segmentsOf(5))
    const text = files.get('light.md') ?? ''
    const copied = text.slice(text.indexOf('<!-- seg_0004'), text.indexOf('<!-- seg_0005'))
    const acts = text.replace('\n<!-- seg_0002', '\n# Interlude\n\n<!-- seg_0002').replace('\n<!-- seg_0004', '\n# Interlude\n\n<!-- seg_0004')
    const rowsOf = (nodes: readonly OutlineNode[]): string[] => nodes.flatMap(node => [node.row, ...rowsOf(node.type === 'act' ? node.sets : node.type === 'set' ? node.segments() : [])])
    for (const script of [acts, `${acts}\n${copied}`, acts.replaceAll('# Interlude', '# '), `${text}\n${copied}\n${copied}`]) {
      const { roots } = outline(scriptOf(new Map([...files, ['light.md', script]])))
      const rows = rowsOf(roots)
      expect(rows.length).toBeGreaterThan(6)
      expect(rows.filter((row, at) => rows.indexOf(row) !== at)).toEqual([])
      expect(rowsOf(roots)).toEqual(rows)
    }
  })

  it('has the chunks of a script that is made of them, each where it begins', () => {
    const files = podcastFiles()
    const { roots, unit } = outline(scriptOf(files, 'L1_chunk_02.md'))
    expect(unit).toBe('chunk')
    expect(shown(roots)).toEqual(['1 Cold Open done', '2 What Happened done', '3 Wrap missing'])
    expect(leaves(roots).map(({ place }) => place)).toEqual([{ file: 'L1_complete.md', at: 0 }, { file: 'L1_complete.md', at: 23 }, undefined])
  })

  it('is there without a plan, and for a text that has nothing but its segments', () => {
    const files = filesOf(planOf(2, 2), segmentsOf(2))
    expect(shown(outline(scriptOf(new Map([['light.md', files.get('light.md') ?? '']]))).roots)).toEqual(['1 Night 1 done', '2 Night 2 done'])
  })

  it('takes ten thousand segments without reading what nobody looks at', () => {
    const { roots } = outline(scriptOf(filesOf(planOf(10_000, 10), segmentsOf(10_000))))
    expect(roots).toHaveLength(1000)
  }, 60_000)
})
