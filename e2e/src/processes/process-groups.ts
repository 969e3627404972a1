import { spawn } from 'node:child_process'
import type { ChildProcess, SpawnOptions } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'

/** Leaders of the process groups that we started and that have not been ended. */
const leaders = new Set<number>()

/** Starts a program as the leader of a process group of its own, so that it can be ended with all its children. */
export function startGroup(command: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  const child = spawn(command, args, { ...options, detached: true })
  if (child.pid !== undefined) leaders.add(child.pid)
  return child
}

/** Asks a group to end, waits up to `patience` milliseconds, and then ends what is left of it. */
export async function endGroup(leader: number, patience = 3000): Promise<void> {
  const family = [leader, ...descendants(leader)]
  const isGone = async (within: number): Promise<boolean> => {
    for (let waited = 0; waited < within && family.some(isAlive); waited += 20) await wait(20)
    return !family.some(isAlive)
  }
  signalFamily(leader, family, 'SIGTERM')
  await isGone(patience)
  signalFamily(leader, family, 'SIGKILL')
  leaders.delete(leader)
  await isGone(2000)
}

/** Ends every group that is still there. */
export async function endAllGroups(): Promise<void> {
  await Promise.all([...leaders].map(leader => endGroup(leader)))
}

/** For the last moment of this process, when nothing can be awaited any more. */
export function killAllGroups(): void {
  for (const leader of leaders) {
    signalFamily(leader, [leader, ...descendants(leader)], 'SIGKILL')
  }
  leaders.clear()
}

/** A child may have left its leader's group, so the family is read from the system. */
function descendants(ancestor: number): number[] {
  const childrenOf = new Map<number, number[]>()
  for (const entry of readdirSync('/proc')) {
    const parent = parentOf(Number(entry))
    if (parent !== undefined) childrenOf.set(parent, [...(childrenOf.get(parent) ?? []), Number(entry)])
  }
  const below = (pid: number): number[] => (childrenOf.get(pid) ?? []).flatMap(child => [child, ...below(child)])
  return below(ancestor)
}

function parentOf(pid: number): number | undefined {
  if (!Number.isInteger(pid)) return undefined
  try {
    // "pid (name) state parent …", where the name may hold anything, parentheses included.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\)/s, '').trim().split(' ')
    return Number(fields[1])
  } catch {
    return undefined
  }
}

/** Gone, or ended and only waiting to be noticed by its parent, counts as not alive. */
export function isAlive(pid: number): boolean {
  try {
    return !/^.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

function signalFamily(leader: number, family: readonly number[], name: NodeJS.Signals): void {
  signal(-leader, name)
  for (const pid of family.filter(isAlive)) signal(pid, name)
}

/** Signals a process, or a group by its negative id. One that has ended already is as it should be. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
