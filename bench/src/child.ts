import { parseArgs } from 'node:util'
import type { Contender } from './contender.ts'
import { scriptAnswer } from './material.ts'

/** One contender in a process of its own: reads the same answer again and again, and prints what each time cost. */
const load: Record<string, () => Promise<Contender>> = {
  plain: async () => (await import('./contenders/plain.ts')).plain,
  'sdk-create': async () => (await import('./contenders/sdk.ts')).sdkCreate,
  'sdk-stream': async () => (await import('./contenders/sdk.ts')).sdkStream,
  'ai-text': async () => (await import('./contenders/ai.ts')).aiText,
  'ai-object': async () => (await import('./contenders/ai.ts')).aiObject,
  'ours-journal': async () => (await import('./contenders/ours.ts')).oursJournal,
  'ours-scanned': async () => (await import('./contenders/ours.ts')).oursScanned,
  scanner: async () => (await import('./contenders/scanner.ts')).scanner,
  'parsed-at-end': async () => (await import('./contenders/ours.ts')).parsedAtEnd,
}

const { values } = parseArgs({
  options: { contender: { type: 'string' }, url: { type: 'string' }, model: { type: 'string' }, warm: { type: 'string' }, repeats: { type: 'string' } },
})
const { contender = '', url = '', model = '' } = values
const named = load[contender]
if (!named) throw new Error(`no contender ${contender}`)
const read = await named()
const { text, segments } = scriptAnswer(Number(model.split('-')[1]))
const task = { baseUrl: url, model, segments, characters: text.length }

async function measured(): Promise<{ cpu: number; wall: number }> {
  const before = process.cpuUsage()
  const start = performance.now()
  const length = await read(task)
  const wall = performance.now() - start
  const used = process.cpuUsage(before)
  if (length !== text.length) throw new Error(`${contender} has ${length} of ${text.length} characters`)
  return { cpu: (used.user + used.system) / 1000, wall }
}

await read({ ...task, model: 'script-1000', ...taskOf(1000) }) // loads and connects
const rssBefore = process.memoryUsage.rss()
for (let turn = 0; turn < Number(values.warm); turn++) await measured()
const runs = []
for (let turn = 0; turn < Number(values.repeats); turn++) runs.push(await measured())
console.log(JSON.stringify({ runs, grown: process.resourceUsage().maxRSS * 1024 - rssBefore }))

function taskOf(size: number): { segments: number; characters: number } {
  const small = scriptAnswer(size)
  return { segments: small.segments, characters: small.text.length }
}
