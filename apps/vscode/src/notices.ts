import { window } from 'vscode'
import { withoutLinks } from './without-links.ts'

/** Notices to the writer. Each resolves with what was chosen, or undefined once it has gone. */
export const tell = (sentence: string, ...choices: string[]): Thenable<string | undefined> => window.showInformationMessage(withoutLinks(sentence), ...choices)

export const warn = (sentence: string, ...choices: string[]): Thenable<string | undefined> => window.showWarningMessage(withoutLinks(sentence), ...choices)

export const tellError = (sentence: string, ...choices: string[]): Thenable<string | undefined> => window.showErrorMessage(withoutLinks(sentence), ...choices)
