import { l10n, window } from 'vscode'

/** Asks what is to be different. Undefined when the writer does not want it after all; empty where it is left to the model. */
export const askNote = async (title: string, isNeeded: boolean): Promise<string | undefined> => {
  const note = await window.showInputBox({
    title,
    prompt: isNeeded ? l10n.t('What is to be different?') : l10n.t('What is to be different? Leave it empty to leave that to the model.'),
    placeHolder: l10n.t('funnier, shorter'),
    ignoreFocusOut: true,
    validateInput: text => (isNeeded && text.trim() === '' ? l10n.t('Say in a few words what is to be different.') : text.length > 4000 ? l10n.t('At most 4,000 characters.') : undefined),
  })
  return note?.trim()
}
