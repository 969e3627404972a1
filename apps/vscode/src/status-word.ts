import type { RunStatus } from '@coldopen/client'
import { l10n } from 'vscode'

/** What a status is called in front of the writer. */
export const statusWord = (status: RunStatus): string => {
  const words: { readonly [Status in RunStatus]: string } = {
    pending: l10n.t('waiting'),
    processing: l10n.t('drafting'),
    paused: l10n.t('paused'),
    completed: l10n.t('completed'),
    failed: l10n.t('failed'),
    cancelled: l10n.t('cancelled'),
  }
  return words[status]
}
