// How the shapes grow with a script: run with `node test/long-script-figures.ts`. CPU milliseconds; each line has twice the
// segments of the one before, so that a ratio near 2 means that time grows with the length alone.
import { createSetWriter, readMarkdown, scriptMarkdown, segmentId, setJson } from '../src/index.ts'
import { bible, roster, segment } from './script-samples.ts'

const cpu = (work: () => void): number => {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

const scriptOf = (count: number) => ({
  bible,
  segments: Array.from({ length: count }, (_, position) => ({ ...segment, segment_id: segmentId(position + 1), segment_number: position + 1 })),
})

const writeLive = (count: number): void => {
  const set = { success: true, set_number: 1, segments_count: count, story_set: [], next_set_number: null, is_complete: true }
  const writer = createSetWriter(set)
  writer.start()
  for (const one of scriptOf(count).segments) {
    writer.segment(one)
    writer.delta(['title'], one.title)
    for (let at = 0; at < one.action.length; at += 4) writer.delta(['action'], one.action.slice(at, at + 4))
  }
  writer.end()
}

let last: number[] = []
for (const count of [1250, 2500, 5000, 10_000, 20_000]) {
  const script = scriptOf(count)
  let markdown = ''
  const times = [
    cpu(() => (markdown = scriptMarkdown(script))),
    cpu(() => readMarkdown(markdown, roster)),
    cpu(() => setJson({ success: true, set_number: 1, segments_count: count, story_set: script.segments, next_set_number: null, is_complete: true })),
    cpu(() => writeLive(count)),
  ]
  const columns = ['markdown', 'read back', 'json', 'json live'].map((name, column) => {
    const time = times[column] ?? 0
    const before = last[column]
    return `${name} ${time.toFixed(0)}${before === undefined ? '' : ` (× ${(time / before).toFixed(1)})`}`
  })
  console.log(`${count} segments, ${markdown.length} characters: ${columns.join(', ')}`)
  last = times
}
