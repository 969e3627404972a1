import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Life } from './lives.ts'

/** The graph in a process of its own, which goes on from its checkpoints whenever it is started again. */
export const langgraph = (place: { folder: string; baseUrl: string; model: string; sets: number }) => async (): Promise<Life> => {
  const program = fileURLToPath(new URL('langgraph.ts', import.meta.url))
  const child = spawn(process.execPath, [program, join(place.folder, 'graph.db'), place.baseUrl, place.model, String(place.sets)], { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  const first = await lines.next()
  if (first.value !== 'ready' || child.pid === undefined) throw new Error('LangGraph did not begin')
  const done = async (): Promise<number> => {
    const line = await lines.next()
    if (child.exitCode === null) await once(child, 'exit')
    const told: { characters: number } = JSON.parse(String(line.value))
    return told.characters
  }
  return { pid: child.pid, done: done() }
}
