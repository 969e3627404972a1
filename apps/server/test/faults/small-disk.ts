import { execFileSync } from 'node:child_process'
import { closeSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder whose disk can be filled up, with room made on it again. */
export type SmallDisk = AsyncDisposable & {
  readonly folder: string
  /** How it comes to be full, in words. */
  readonly how: string
  /** Takes the last byte there is, from the process that writes there. */
  readonly fill: (pid: number) => void
  readonly makeRoom: (pid: number) => void
}

const block = Buffer.alloc(4096)

/** A disk in memory of its own where such may be mounted. */
const mounted = (folder: string): Pick<SmallDisk, 'how' | 'fill' | 'makeRoom'> | undefined => {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'coldopen', folder], { stdio: 'ignore' })
  } catch {
    return undefined
  }
  const filler = join(folder, 'filler')
  return {
    how: 'a disk of 8 MB without a byte left',
    fill() {
      const file = openSync(filler, 'a')
      try {
        for (;;) writeSync(file, block)
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
      } finally {
        closeSync(file)
      }
    },
    makeRoom: () => rmSync(filler),
  }
}

/** Elsewhere no file of the process may become larger than its journal is. */
const limited = (folder: string): Pick<SmallDisk, 'how' | 'fill' | 'makeRoom'> => ({
  how: 'no file of the server may grow any more',
  fill(pid) {
    const { size } = statSync(join(folder, 'coldopen.sqlite-wal'))
    execFileSync('prlimit', ['--pid', `${pid}`, `--fsize=${size}:`])
  },
  makeRoom: pid => void execFileSync('prlimit', ['--pid', `${pid}`, '--fsize=unlimited:']),
})

export const smallDisk = async (): Promise<SmallDisk> => {
  const folder = await mkdtemp(join(tmpdir(), 'coldopen-small-'))
  const disk = mounted(folder)
  return {
    folder,
    ...(disk ?? limited(folder)),
    async [Symbol.asyncDispose]() {
      if (disk) execFileSync('umount', ['--lazy', folder])
      await rm(folder, { recursive: true, force: true })
    },
  }
}
