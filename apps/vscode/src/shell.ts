import { l10n, type LogOutputChannel } from 'vscode'
import type { Drafts } from './drafts/drafts.ts'
import { tellError } from './notices.ts'

/** What every part of the extension is given. */
export type Shell = {
  readonly drafts: Drafts
  readonly log: LogOutputChannel
  /** Does what a writer asked for. When it fails the writer is told why, and the answer is undefined. */
  readonly attempt: <Answer>(act: () => Promise<Answer>) => Promise<Answer | undefined>
}

export const createAttempt = (log: LogOutputChannel): Shell['attempt'] => async act => {
  try {
    return await act()
  } catch (error) {
    const { problemOf } = await import('./drafts/problem-of.ts')
    const { code, message } = problemOf(error)
    log.error(`${code}: ${message}`)
    if (error instanceof Error && error.stack) log.debug(error.stack)
    const show = l10n.t('Show Log')
    if (code !== 'cancelled') void tellError(message, show).then(choice => choice === show && log.show(true))
    return undefined
  }
}
