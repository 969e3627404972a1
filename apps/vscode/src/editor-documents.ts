import { piecesOf, type Cutter, type Documents, type LiveDocument as ClientDocument } from '@coldopen/client'
import { env, l10n, window, workspace, type Disposable, type TextDocument, type Uri } from 'vscode'
import { warn } from './notices.ts'
import type { FoundBlock } from './stream/blocks.ts'
import { openEditorPort, systemClock, type RenamedPort } from './stream/editor-port.ts'
import { followHead } from './stream/follow.ts'
import { openLiveDocument, type LiveDocument, type Outcome } from './stream/live-document.ts'

/** The documents of this window that a run streams into. A file that no editor has open is the file writer's. */
export type EditorDocuments = Documents &
  Disposable & {
    /** A file is about to be renamed: nothing is written into its document until `follow`. Resolves when nothing is on its way. */
    readonly hold: (file: string) => Promise<void>
    /** Goes on in the document of the new name, or where it was when there is none; `renamed` resolves when `live` is asked by the new name. */
    readonly follow: (file: string, to: string | undefined, renamed: Promise<void>) => Promise<void>
    /** Documents that took no more text are given it again, from the next event on. */
    readonly retry: () => void
    /** The text of a block, with its line ends as they are, once the writer has touched it; undefined before, or where it is gone. */
    readonly touched: (uri: Uri, block: string) => string | undefined
  }

/** Where the pieces of a document stand: a JSON file is one, a script is cut. Whose they are is not known yet. */
const findBlocks = (document: TextDocument, cut: Cutter): FoundBlock[] => {
  const text = document.getText()
  const pieces = document.uri.path.endsWith('.json') ? [{ id: 'document', text }] : cut(text)
  let start = 0
  const blocks = pieces.map(piece => {
    const block = { id: piece.id, start, end: start + piece.text.length, touched: true }
    start = block.end
    return block
  })
  return blocks.filter(block => block.start < block.end)
}

/** Of the blocks there are, the one a new block stands behind: the one that is named, or the last with a smaller id. */
const blockBefore = (known: ReadonlySet<string>, block: string, after: string | undefined): string | undefined => {
  if (after !== undefined && known.has(after)) return after
  return [...known].filter(id => id === 'header' || id < block).toSorted().at(-1)
}

/** A live document of the editor, as the script's folder speaks to one. */
const clientOf = (port: RenamedPort, live: LiveDocument, found: readonly FoundBlock[]): ClientDocument => {
  const known = new Set(found.map(block => block.id))
  return {
    open(block, after, isOurs) {
      if (!known.has(block)) {
        live.open(block, blockBefore(known, block, after))
        known.add(block)
        return
      }
      const place = live.whereIs(block)
      if (place && isOurs(port.slice(place.start, place.end), block === found.at(-1)?.id)) live.claim(block)
    },
    edit: live.edit,
    replace: live.replace,
    settle: live.settle,
  }
}

/** Takes everything and writes nothing: for a document that takes no more text, or whose writer does not want it. */
const mute: ClientDocument = { open() {}, edit() {}, replace() {}, settle: async () => {} }

/** Whether it was not the writer who took text back or deleted it. */
const hasRefused = ({ type }: Outcome): boolean => type === 'read-only' || type === 'gave-up'

/** Tells the writer what a document did not take, and offers it. What the writer took back or deleted is not offered. */
const offerLeftover = async (outcome: Outcome, document: TextDocument): Promise<void> => {
  const text = outcome.kept.map(piece => piece.text).join('')
  if (text === '' || !hasRefused(outcome)) return
  const name = workspace.asRelativePath(document.uri)
  const why = outcome.type === 'read-only' ? l10n.t('{0} is read-only. Nothing of the draft is lost.', name) : l10n.t('{0} does not take the text. Nothing of the draft is lost.', name)
  const [insert, copy] = [l10n.t('Insert at Cursor'), l10n.t('Copy')]
  const choice = await warn(why, insert, copy)
  if (choice === copy) await env.clipboard.writeText(text)
  const editor = window.activeTextEditor
  if (choice === insert && editor) await editor.edit(builder => builder.insert(editor.selection.active, text))
}

type Streaming = { document: TextDocument; client: ClientDocument; readonly port: RenamedPort; readonly live: LiveDocument; readonly stop: () => void }

const openAt = (file: string): TextDocument | undefined => workspace.textDocuments.find(open => open.uri.scheme === 'file' && open.uri.fsPath === file)

/** After that long, in milliseconds, the document of a renamed file has not got the text that was in it before, and is another one. */
const renamedFor = 5000

/** The document of a renamed file, once the editor shows in it what was there before; undefined when that does not come about. */
const documentWith = async (file: string, text: string): Promise<TextDocument | undefined> => {
  const { promise, resolve } = Promise.withResolvers<TextDocument | undefined>()
  const look = (): void => {
    const document = openAt(file)
    if (document && document.getText() === text && openEditorPort(document).whereabouts() !== 'closed') resolve(document)
  }
  const heard = [workspace.onDidOpenTextDocument(look), workspace.onDidChangeTextDocument(look), window.tabGroups.onDidChangeTabs(look)]
  const timer = setTimeout(() => resolve(undefined), renamedFor)
  look()
  return promise.finally(() => {
    clearTimeout(timer)
    for (const one of heard) one.dispose()
  })
}

/** `onUndone` is called when the writer has undone what was streamed: the draft is not wanted any more. */
export const createEditorDocuments = (onUndone: () => void): EditorDocuments => {
  const streams = new Map<TextDocument, Streaming>()
  /** By path, the old one and the new one, while a file is being renamed. */
  const renaming = new Map<string, Streaming>()

  const stream = (document: TextDocument, cut: Cutter): ClientDocument => {
    const port = openEditorPort(document)
    const found = findBlocks(document, cut)
    const live = openLiveDocument({ port, clock: systemClock, from: found.length === 0 ? 0 : found, follower: followHead(port) })
    const entry: Streaming = { document, port, client: clientOf(port, live, found), live, stop: () => void live.stop() }
    streams.set(document, entry)
    void live.ended.then(async outcome => {
      if (outcome.type === 'closed' || entry.document.isClosed) {
        streams.delete(entry.document)
        return
      }
      entry.client = hasRefused(outcome) ? { ...mute, untaken: new Set(outcome.kept.map(({ block }) => block)) } : mute
      if (outcome.type === 'undone') onUndone()
      await offerLeftover(outcome, entry.document)
    })
    return entry.client
  }

  return {
    live(file, cut = piecesOf, isOld = () => false) {
      const moving = renaming.get(file)
      if (moving) return moving.client
      const document = openAt(file)
      if (!document || openEditorPort(document).whereabouts() === 'closed') return undefined
      const known = streams.get(document)
      if (known) return known.client
      // Left alone, it shows the file as it is in a moment; an unsaved one does not.
      if (!document.isDirty && isOld(document.getText())) return undefined
      return stream(document, cut)
    },
    async hold(file) {
      const document = openAt(file)
      const entry = document && streams.get(document)
      if (!entry) return
      renaming.set(file, entry)
      await entry.port.hold()
    },
    async follow(file, to, renamed) {
      const entry = renaming.get(file)
      if (!entry) return
      if (to !== undefined) renaming.set(to, entry)
      const [document] = await Promise.all([to === undefined ? undefined : documentWith(to, entry.port.text()), renamed])
      if (document) {
        streams.delete(entry.document)
        streams.set((entry.document = document), entry)
      }
      entry.port.release(document)
      renaming.delete(file)
      if (to !== undefined) renaming.delete(to)
    },
    retry() {
      for (const [document, { client }] of streams) if (client.untaken) streams.delete(document)
    },
    touched(uri, block) {
      for (const [document, { live, port }] of streams) {
        if (document.uri.toString() !== uri.toString() || !live.isTouched(block)) continue
        const place = live.whereIs(block)
        return place && port.slice(place.start, place.end)
      }
      return undefined
    },
    dispose() {
      for (const { stop } of streams.values()) stop()
    },
  }
}
