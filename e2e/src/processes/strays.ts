import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { isAlive, signal } from './process-groups.ts'

/**
 * Ends the processes whose home is inside a folder. The extension starts a server that is meant to outlive its window, and
 * so belongs to no family any more; what it inherited is its environment.
 */
export async function endStrays(folder: string, patience = 3000): Promise<void> {
  const strays = findStrays(folder)
  for (const pid of strays) signal(pid, 'SIGTERM')
  for (let waited = 0; waited < patience && strays.some(isAlive); waited += 20) await wait(20)
  killStrays(folder)
}

/** The same at once, for the last moment of this process. */
export function killStrays(folder: string): void {
  for (const pid of findStrays(folder)) signal(pid, 'SIGKILL')
}

function findStrays(folder: string): number[] {
  const pids = readdirSync('/proc').map(Number).filter(pid => Number.isInteger(pid) && pid !== process.pid)
  return pids.filter(pid => isAlive(pid) && environmentOf(pid).some(entry => entry.startsWith(`HOME=${folder}/`)))
}

function environmentOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')
  } catch {
    // It has ended meanwhile, or is not ours to look into.
    return []
  }
}
