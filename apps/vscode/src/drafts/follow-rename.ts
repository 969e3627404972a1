import type { ScriptFolder } from '@coldopen/client'
import { workspace, type Disposable } from 'vscode'
import type { EditorDocuments } from '../editor-documents.ts'

/** How long the editor may take to rename a file, in milliseconds; then it is not going to. */
const longest = 10_000

/** Follows the script when the writer renames its file in the editor. `done` is called when it goes on under its new name. */
export const followRename = (folder: ScriptFolder, documents: EditorDocuments, done: () => void): Disposable => {
  const expected = new Map<string, (to: string | undefined) => void>()

  const expect = (from: string): Promise<unknown> => {
    const { promise, resolve } = Promise.withResolvers<string | undefined>()
    const timer = setTimeout(() => resolve(undefined), longest)
    expected.set(from, resolve)
    const turn = folder.renaming(promise)
    void turn.done.then(done)
    void promise.then(to => {
      clearTimeout(timer)
      expected.delete(from)
      return documents.follow(from, to, turn.done)
    })
    return Promise.all([turn.held, documents.hold(from)])
  }

  const listening = [
    workspace.onWillRenameFiles(event => {
      for (const { oldUri } of event.files) if (oldUri.fsPath === folder.place()?.script) event.waitUntil(expect(oldUri.fsPath))
    }),
    workspace.onDidRenameFiles(event => {
      for (const { oldUri, newUri } of event.files) expected.get(oldUri.fsPath)?.(newUri.fsPath)
    }),
  ]
  return {
    dispose() {
      for (const one of listening) one.dispose()
      for (const resolve of expected.values()) resolve(undefined)
    },
  }
}
