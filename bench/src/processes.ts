import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** What one contender did: CPU and wall in milliseconds, the middle of its runs; memory in MB above what it began with. */
export type Measured = { readonly cpu: number; readonly wall: number; readonly grown: number } | { readonly failed: string }

export type Job = {
  readonly contender: string
  readonly model: string
  /** Runs before those that count. */
  readonly warm: number
  readonly repeats: number
  /** Milliseconds after which the process is ended, and megabytes of heap it may have. */
  readonly limitMs?: number
  readonly heapMb?: number
}

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url))

export async function startServer(): Promise<{ baseUrl: string; stop: () => void }> {
  const child = spawn(process.execPath, [here('server.ts')], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [port] = await once(createInterface(child.stdout), 'line')
  return { baseUrl: `http://127.0.0.1:${port}/v1`, stop: () => void child.kill() }
}

type Told = { readonly runs: { cpu: number; wall: number }[]; readonly grown: number }

/** Measures all jobs, then all again, and so on, so that what slows the machine for a while slows all of them. */
export async function measureInTurns(baseUrl: string, jobs: readonly Job[], rounds: number): Promise<Measured[]> {
  const told = jobs.map((): (Told | { readonly failed: string })[] => [])
  for (let round = 0; round < rounds; round++) {
    for (const [at, job] of jobs.entries()) {
      const before = told[at] ?? []
      if (!before.some((one) => 'failed' in one)) before.push(await runJob(baseUrl, job))
    }
  }
  return told.map(middleOf)
}

function middleOf(told: readonly (Told | { readonly failed: string })[]): Measured {
  const runs: Told['runs'] = []
  for (const one of told) {
    if ('failed' in one) return one
    runs.push(...one.runs)
  }
  return {
    cpu: median(runs.map((run) => run.cpu)),
    wall: median(runs.map((run) => run.wall)),
    grown: median(told.map((one) => ('grown' in one ? one.grown : Number.NaN))) / 1e6,
  }
}

async function runJob(baseUrl: string, job: Job): Promise<Told | { readonly failed: string }> {
  const { contender, model, warm, repeats, limitMs = 120_000, heapMb } = job
  const options = ['--contender', contender, '--url', baseUrl, '--model', model, '--warm', String(warm), '--repeats', String(repeats)]
  const limits = heapMb === undefined ? [] : [`--max-old-space-size=${heapMb}`]
  const child = spawn(process.execPath, [...limits, here('child.ts'), ...options], { stdio: ['ignore', 'pipe', 'pipe'] })
  let out = ''
  let errors = ''
  let late = false
  child.stdout.on('data', (piece) => (out += String(piece)))
  child.stderr.on('data', (piece) => (errors += String(piece)))
  const timer = setTimeout(() => {
    late = true
    child.kill('SIGKILL')
  }, limitMs)
  const [code] = await once(child, 'close')
  clearTimeout(timer)
  if (late) return { failed: `not done after ${limitMs / 1000} s` }
  if (/heap out of memory/.test(errors)) return { failed: `out of memory (${heapMb} MB)` }
  if (code !== 0) return { failed: errors.trim().split('\n').find((line) => line.includes('Error')) ?? `exit ${code}` }
  const told: Told = JSON.parse(out)
  return told
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
