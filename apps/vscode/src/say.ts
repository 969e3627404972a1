import type { Say } from '@coldopen/client'
import { l10n } from 'vscode'

/** Says a sentence in the language of the editor. What does not know `vscode` is given this. */
export const say: Say = (sentence, ...values) => l10n.t(sentence, ...values)
