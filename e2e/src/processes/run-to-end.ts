import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { endGroup, startGroup } from './process-groups.ts'

export type RunOptions = { readonly cwd: string; readonly env: NodeJS.ProcessEnv; readonly log: string }

/** Runs a program to its end, its output in the log file. Throws with the log's last lines when it fails. */
export async function runToEnd(command: string, args: readonly string[], options: RunOptions): Promise<void> {
  const log = openSync(options.log, 'a')
  try {
    const child = startGroup(command, args, { cwd: options.cwd, env: options.env, stdio: ['ignore', log, log] })
    const [code, signal]: unknown[] = await once(child, 'exit')
    if (child.pid !== undefined) await endGroup(child.pid, 0)
    if (code === 0) return
    const lastLines = readFileSync(options.log, 'utf8').trimEnd().split('\n').slice(-30).join('\n')
    throw new Error(`${[command, ...args].join(' ')} ended with ${String(code ?? signal)}; the end of ${options.log}:\n${lastLines}`)
  } finally {
    closeSync(log)
  }
}
