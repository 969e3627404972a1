import { commands, l10n, type LogOutputChannel } from 'vscode'
import type { Drafts } from './drafts/drafts.ts'
import { tellError } from './notices.ts'

/** What every part of the extension is given. */
export type Shell = {
  readonly drafts: Drafts
  readonly log: LogOutputChannel
  /** Does what a writer asked for. When it fails the writer is told why, and the answer is undefined. */
  readonly attempt: <Answer>(act: () => Promise<Answer>) => Promise<Answer | undefined>
}

type Remedy = { readonly title: string; readonly act: () => unknown }

const showLog = (log: LogOutputChannel): Remedy => ({ title: l10n.t('Show Log'), act: () => log.show(true) })
const setKey = (): Remedy => ({ title: l10n.t('Set Key'), act: () => commands.executeCommand('coldopen.setKey') })

const offer = async (message: string, remedies: readonly Remedy[]): Promise<void> => {
  const chosen = await tellError(message, ...remedies.map(({ title }) => title))
  await remedies.find(({ title }) => title === chosen)?.act()
}

export const createAttempt = (log: LogOutputChannel): Shell['attempt'] => async act => {
  try {
    return await act()
  } catch (error) {
    const { problemOf } = await import('./drafts/problem-of.ts')
    const { code, message } = problemOf(error)
    log.error(`${code}: ${message}`)
    if (error instanceof Error && error.stack) log.debug(error.stack)
    if (code !== 'cancelled') void offer(message, code === 'model-unauthorized' ? [setKey(), showLog(log)] : [showLog(log)])
    return undefined
  }
}
