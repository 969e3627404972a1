import { workspace, type Disposable, type LogOutputChannel, type TextDocument, type Uri } from 'vscode'
import type { Companion } from '../script-files/companions.ts'
import { textAt } from '../text-at.ts'
import { putInFile } from './put-text.ts'

/** A piece of a document before and after it was replaced, lines ended by `\n`, and the files that say the same elsewhere. */
export type FilePair = { readonly old: string; readonly fresh: string; readonly companions: readonly (readonly [Uri, Companion])[] }

/** Keeps a script's set files, or the copies of its chunks, in step with its Markdown: also when what was accepted is undone. */
export type InStep = Disposable & { readonly follow: (document: TextDocument, pair: FilePair) => Promise<void> }

/** Of a document, what was accepted longer ago than this many is not followed any more. */
const most = 20

type Followed = FilePair & { says: 'old' | 'fresh' }

const plain = (text: string): string => text.replaceAll('\r\n', '\n')

export const createInStep = (log: LogOutputChannel): InStep => {
  const byDocument = new Map<string, Followed[]>()
  let last: Promise<void> = Promise.resolve()

  const put = (pair: Followed): Promise<void> => {
    const { says } = pair
    last = last.then(async () => {
      for (const [uri, companion] of pair.companions) {
        await putInFile(uri, says === 'fresh' ? companion.forward : companion.back).catch((error: unknown) => log.warn(`${workspace.asRelativePath(uri)}: ${String(error)}`))
      }
    })
    return last
  }

  const look = async (uri: Uri, text: string): Promise<void> => {
    const now = plain(text)
    for (const pair of byDocument.get(uri.toString()) ?? []) {
      const says = now.includes(pair.fresh) ? 'fresh' : now.includes(pair.old) ? 'old' : pair.says
      if (says === pair.says) continue
      pair.says = says
      await put(pair)
    }
  }

  const held = [
    // An undo, a redo, and a file that is read again: what the writer types is the Markdown's alone.
    workspace.onDidChangeTextDocument(({ document, reason }) => {
      if (byDocument.has(document.uri.toString()) && (reason !== undefined || !document.isDirty)) void look(document.uri, document.getText())
    }),
    workspace.onDidCloseTextDocument(({ uri }) => {
      if (byDocument.has(uri.toString())) void textAt(uri).then(text => look(uri, text))
    }),
  ]

  return {
    async follow(document, pair) {
      if (pair.companions.length === 0) return
      const followed: Followed = { ...pair, says: 'fresh' }
      const key = document.uri.toString()
      byDocument.set(key, [...(byDocument.get(key) ?? []), followed].slice(-most))
      await put(followed)
    },
    dispose() {
      for (const one of held) one.dispose()
    },
  }
}
