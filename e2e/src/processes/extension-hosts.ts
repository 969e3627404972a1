import { readdirSync, readFileSync } from 'node:fs'

type Process = { readonly pid: number; readonly parent: number; readonly startedAt: number }

/** What the system says of a process (parent and start are fields 4 and 22 of its stat); undefined once it has ended. */
const look = (pid: number): Process | undefined => {
  try {
    const [, rest = ''] = /^\d+ \(.*\) (.*)$/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? []
    const fields = rest.split(' ')
    return { pid, parent: Number(fields[1]), startedAt: Number(fields[19]) }
  } catch {
    return undefined
  }
}

const isExtensionHost = (pid: number): boolean => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--type=extensionHost')
  } catch {
    return false
  }
}

/** The extension hosts among the descendants of a process, in the order in which they started. */
export function extensionHostsOf(ancestor: number): number[] {
  const all = readdirSync('/proc').flatMap(name => (/^\d+$/.test(name) ? (look(Number(name)) ?? []) : []))
  const family = new Set([ancestor])
  for (let size = 0; size < family.size; ) {
    size = family.size
    for (const { pid, parent } of all) if (family.has(parent)) family.add(pid)
  }
  const hosts = all.filter(({ pid }) => family.has(pid) && isExtensionHost(pid))
  return hosts.toSorted((a, b) => a.startedAt - b.startedAt).map(({ pid }) => pid)
}
