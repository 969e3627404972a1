import { mkdtemp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as vscode from 'vscode'
import { openEditorPort, systemClock } from '../../../apps/vscode/src/stream/editor-port.ts'
import { followHead } from '../../../apps/vscode/src/stream/follow.ts'
import type { LiveDocument } from '../../../apps/vscode/src/stream/live-document.ts'
import { openLiveDocument } from '../../../apps/vscode/src/stream/live-document.ts'

/** A file of its own that is open in an editor. */
export async function openDocument(text: string, name = 'script.md'): Promise<{ document: vscode.TextDocument; editor: vscode.TextEditor }> {
  const workspace = vscode.workspace.workspaceFolders?.[0]
  if (workspace === undefined) throw new Error('The window has no folder.')
  const file = join(await mkdtemp(join(workspace.uri.fsPath, 'test-')), name)
  await writeFile(file, text)
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file))
  return { document, editor: await vscode.window.showTextDocument(document, { preview: false }) }
}

/** A stream into a document, at its end unless said otherwise, with one block that is called `block`. */
export function streamInto(document: vscode.TextDocument, options: { at?: number; follow?: boolean } = {}): LiveDocument {
  const port = openEditorPort(document)
  const follower = options.follow === true ? { follower: followHead(port) } : {}
  const live = openLiveDocument({ port, clock: systemClock, from: options.at ?? document.getText().length, ...follower })
  live.open('block')
  return live
}

/** Sends a text into the block in pieces, with a pause between them (in milliseconds). */
export async function send(live: LiveDocument, pieces: readonly string[], pause = 5): Promise<void> {
  for (const insert of pieces) {
    live.edit('block', { over: 0, insert, caret: insert.length })
    await systemClock.sleep(pause)
  }
}

/** `count` different words, each with the space behind it. */
export const words = (count: number): string[] => Array.from({ length: count }, (_, index) => `word${index} `)

/** Waits until something holds; fails when it has not for 25 seconds. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let waited = 0; !(await holds()); waited += 10) {
    if (waited > 25_000) throw new Error(`Waited in vain until ${what}.`)
    await systemClock.sleep(10)
  }
}

/** Makes an edit of the writer's, who tries again when the stream was faster. */
export async function insist(editor: vscode.TextEditor, edit: (builder: vscode.TextEditorEdit) => void): Promise<void> {
  for (let attempt = 0; !(await editor.edit(edit)); attempt++) {
    if (attempt === 50) throw new Error('The editor took none of 50 attempts.')
  }
}

/** Closes every editor without asking, and forgets what was not saved. */
export async function closeEditors(): Promise<void> {
  while (vscode.window.tabGroups.all.some(group => group.tabs.length > 0)) {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor')
  }
}
