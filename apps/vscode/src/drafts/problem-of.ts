import { ColdopenError, meaningOf } from '@coldopen/client'
import { l10n } from 'vscode'

/** What went wrong, with its code of the closed list and a sentence for the writer. */
export const problemOf = (error: unknown): ColdopenError => (error instanceof ColdopenError ? error : meaningOf(error, l10n.t('the address')))
