import { workspace, type Uri } from 'vscode'

/** The text of a file as an editor has it, saved or not; undefined when none has it open. */
export const openText = (uri: Uri): string | undefined => workspace.textDocuments.find(document => document.uri.toString() === uri.toString())?.getText()
