import type { Memento } from 'vscode'
import type { Where } from './draft.ts'

/** A run that was started from this workspace and has no files yet by which it could be found. */
export type BegunRun = { readonly run: string; readonly where: Where; readonly briefFile?: string; readonly takesOver?: string }

const key = 'coldopen.begun'

/** The runs that no sidecar tells of yet, so that the next window finds them. */
export const begunIn = (memory: Memento) => {
  const all = (): readonly BegunRun[] => memory.get<readonly BegunRun[]>(key, [])
  return {
    all,
    remember: (begun: BegunRun) => memory.update(key, [...all().filter(({ run }) => run !== begun.run), begun]),
    forget: async (run: string): Promise<void> => {
      if (all().some(begun => begun.run === run)) await memory.update(key, all().filter(begun => begun.run !== run))
    },
  }
}
