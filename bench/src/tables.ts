import { scriptAnswer } from './material.ts'
import { measureInTurns, type Job, type Measured } from './processes.ts'
import { deltaCount } from './stream.ts'

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string => row(head) + row(head.map(() => '---')) + rows.map(row).join('')
const ratio = (one: number, other: number): string => `${(one / other).toFixed(one / other < 10 ? 2 : 0)} ×`

const readers = [
  ['plain', '`fetch`, SSE, `JSON.parse`', 4],
  ['ours-journal', '**Coldopen, into the journal**', 4],
  ['ours-scanned', 'Coldopen without the journal', 4],
  ['sdk-create', 'openai `create({ stream: true })`', 3],
  ['ai-text', 'ai `streamText`', 2],
  ['sdk-stream', 'openai `responses.stream()`', 2],
] as const

/** From the model's bytes to the journal, beside those who read the same bytes and keep nothing. */
export async function journalTable(baseUrl: string): Promise<string> {
  const sections: string[] = []
  for (const [size, pace, said] of [[200_000, '', 'as fast as it is read'], [12_000, '-apart', 'one event a packet, 100 µs apart']] as const) {
    const deltas = deltaCount(scriptAnswer(size).text)
    const jobs = readers.map(([contender, , repeats]) => ({ contender, model: `script-${size}${pace}`, warm: 1, repeats }))
    const measured = await measureInTurns(baseUrl, jobs, 2)
    const results = readers.map(([, name], at): [string, Measured] => [name, measured[at] ?? { failed: '' }])
    const first = results[0]?.[1]
    sections.push(`### From the model to the journal: ${deltas.toLocaleString('en')} deltas, ${said}\n\n` + table(['reader', 'CPU a delta', 'of the plain loop', 'deltas a second'], results.map(([name, result]) => {
      if ('failed' in result) return [name, result.failed, '', '']
      const cost = `${((result.cpu * 1000) / deltas).toFixed(2)} µs`
      return [name, cost, first && 'cpu' in first ? ratio(result.cpu, first.cpu) : '', Math.round((deltas / result.wall) * 1000).toLocaleString('en')]
    })))
  }
  return sections.join('\n')
}

const sizes = [10_000, 100_000, 1_000_000] as const

/** Structured output that is shown as it arrives, beside the same stream parsed once at its end. */
export async function structuredTable(baseUrl: string): Promise<string> {
  const contenders: [name: string, contender: string, plan: (size: number) => Omit<Job, 'contender' | 'model'>][] = [
    ['parsed once, at the end', 'parsed-at-end', often],
    ['**Coldopen, shown as it arrives**', 'ours-scanned', often],
    ['its scanner alone, without a network', 'scanner', () => ({ warm: 15, repeats: 21 })],
    ['ai `Output.object`', 'ai-object', once],
  ]
  const bySize: Measured[][] = []
  for (const size of sizes) {
    bySize.push(await measureInTurns(baseUrl, contenders.map(([, contender, plan]) => ({ contender, model: `script-${size}`, ...plan(size) })), size > 10_000 ? 1 : 2))
  }
  const single = await measureInTurns(baseUrl, contenders.slice(0, 2).map(([, contender]) => ({ contender, model: `script-${sizes[2]}`, warm: 0, repeats: 1 })), 3)
  const head = ['reader', '10 kB', '100 kB', '1 MB', '1 MB : 100 kB', 'memory for 1 MB']
  const rows = contenders.map(([name], place) => {
    const cells = bySize.map((measured) => cellOf(measured[place], measured[0]))
    const [, middle, large] = bySize.map((measured) => measured[place])
    const growth = middle && large && 'cpu' in middle && 'cpu' in large ? ratio(large.cpu, middle.cpu) : '–'
    const memory = single[place]
    return [name, ...cells, growth, memory && 'cpu' in memory ? `+${Math.round(memory.grown)} MB` : '–']
  })
  return '### Structured output in deltas of 4 characters: CPU, and times that of parsing once\n\n' + table(head, rows)
}

function cellOf(result: Measured | undefined, base: Measured | undefined): string {
  if (result === undefined) return '–'
  if ('failed' in result) return result.failed
  return `${result.cpu.toFixed(1)} ms${base && 'cpu' in base ? ` (${ratio(result.cpu, base.cpu)})` : ''}`
}

/** Runs enough that the small sizes are as warm as the large one. */
function often(size: number) {
  return size === 1_000_000 ? { warm: 2, repeats: 7 } : { warm: 1_000_000 / size, repeats: 21 }
}

/** At 1 MB the heap is what ends it, so that it does not take all of the machine's. */
function once(size: number) {
  return { warm: 0, repeats: size === 10_000 ? 2 : 1, limitMs: 45_000, heapMb: size === 1_000_000 ? 512 : 2048 }
}
