import type { Memento } from 'vscode'
import type { RedraftRecord } from './redraft.ts'

const key = 'coldopen.redrafts'

/** More than these nobody looks at any more; the oldest are forgotten. */
const most = 50

/** The redrafts that wait for the writer's word, so that the next window has them too. */
export const rememberedRedrafts = (memory: Memento) => {
  const all = (): readonly RedraftRecord[] => memory.get<readonly RedraftRecord[]>(key, [])
  return {
    all,
    remember: (record: RedraftRecord) => memory.update(key, [...all().filter(({ run }) => run !== record.run), record].slice(-most)),
    forget: async (run: string): Promise<void> => {
      if (all().some(record => record.run === run)) await memory.update(key, all().filter(record => record.run !== run))
    },
  }
}
