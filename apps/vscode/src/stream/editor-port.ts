import { EventEmitter, FilePermission, Range, TabInputText, TabInputTextDiff, TextDocumentChangeReason, WorkspaceEdit } from 'vscode'
import { EndOfLine, TextEditorRevealType, TextEditorSelectionChangeKind, languages, window, workspace } from 'vscode'
import type { Disposable, TextDocument, TextEditor, Uri } from 'vscode'
import { keepSelections } from './keep-selections.ts'
import type { Answer, Clock, DocumentEvent, EditorPort, Unsubscribe } from './port.ts'
import type { Change } from './region.ts'

/** For this many milliseconds after she moved her cursor or typed, a writer is likely to type. */
const stillAtIt = 1000

/** The door to a document whose file may be renamed, which makes it another document of the editor. */
export type RenamedPort = EditorPort & {
  /** Lets no edit through until `release`. Resolves when none is on its way any more. */
  readonly hold: () => Promise<void>
  /** Goes on, in this document where one is given: its text is that of the one before. */
  readonly release: (to?: TextDocument) => void
}

/** The door to an open document. It stays with this document, whatever the writer makes active meanwhile. */
export function openEditorPort(opened: TextDocument): RenamedPort {
  let document = opened
  let lastMove = -Infinity
  let held: PromiseWithResolvers<void> | undefined
  let underWay: Promise<unknown> = Promise.resolve()
  const moved = new EventEmitter<void>()
  /** An edit that meets a rename is refused, and tried again from what is there then. */
  const unlessHeld = async (edit: () => Promise<Answer>): Promise<Answer> => {
    if (held) {
      await held.promise
      return 'refused'
    }
    const editing = edit()
    underWay = editing.catch(() => undefined)
    return editing
  }
  const editHidden = async (changes: readonly Change[]): Promise<Answer> => {
    const edit = new WorkspaceEdit()
    for (const change of changes) edit.replace(document.uri, rangeOf(document, change), change.text)
    return (await workspace.applyEdit(edit)) ? 'accepted' : 'refused'
  }
  const editVisible = async (editor: TextEditor, changes: readonly Change[], undoStopBefore: boolean): Promise<Answer> => {
    const putBack = keepSelections(document, changes, performance.now() - lastMove < stillAtIt)
    const isAccepted = await editor.edit(
      builder => changes.forEach(change => builder.replace(rangeOf(document, change), change.text)),
      { undoStopBefore, undoStopAfter: false },
    )
    if (isAccepted) putBack()
    return isAccepted ? 'accepted' : 'refused'
  }
  return {
    async hold() {
      held ??= Promise.withResolvers()
      await underWay
    },
    release(to) {
      document = to ?? document
      held?.resolve()
      held = undefined
      moved.fire()
    },
    whereabouts: () => (held ? 'hidden' : editorOf(document) !== undefined ? 'visible' : isOpen(document) ? 'hidden' : 'closed'),
    text: () => document.getText(),
    slice: (start, end) => document.getText(new Range(document.positionAt(start), document.positionAt(end))),
    lineEnd: () => lineEndOf(document),
    async edit(changes, undoStopBefore) {
      const editor = editorOf(document)
      if (editor === undefined) return 'refused'
      return unlessHeld(() => editVisible(editor, changes, undoStopBefore))
    },
    async editHidden(changes) {
      // Such an edit would change a read-only document, whose editor would refuse it.
      if (await isReadOnly(document)) return 'read-only'
      return unlessHeld(() => editHidden(changes))
    },
    onChange: listener =>
      unsubscribe([
        workspace.onDidChangeTextDocument(event => {
          if (event.document !== document) return
          listener({ changes: event.contentChanges.map(changeOf), reason: reasonOf(event.reason), lineEnd: lineEndOf(document) })
        }),
        window.onDidChangeTextEditorSelection(event => {
          const isByHand = event.kind === TextEditorSelectionChangeKind.Keyboard || event.kind === TextEditorSelectionChangeKind.Mouse
          if (event.textEditor.document === document && isByHand) lastMove = performance.now()
        }),
      ]),
    onMoved: listener =>
      unsubscribe([
        moved.event(listener),
        window.onDidChangeVisibleTextEditors(listener),
        window.tabGroups.onDidChangeTabs(listener),
        workspace.onDidCloseTextDocument(closed => closed === document && listener()),
        workspace.onDidSaveTextDocument(saved => saved === document && listener()),
      ]),
    top: () => editorOf(document)?.visibleRanges[0]?.start,
    sight(offset) {
      const ranges = editorOf(document)?.visibleRanges ?? []
      const place = document.positionAt(offset)
      if (ranges[0] === undefined) return undefined
      if (ranges.some(range => range.contains(place))) return 'shown'
      return place.isBefore(ranges[0].start) ? 'above' : 'below'
    },
    reveal(offset) {
      const place = document.positionAt(offset)
      editorOf(document)?.revealRange(new Range(place, place), TextEditorRevealType.Default)
    },
    onScroll: listener =>
      unsubscribe([window.onDidChangeTextEditorVisibleRanges(event => event.textEditor === editorOf(document) && listener())]),
  }
}

/** The clock of the machine. */
export const systemClock: Clock = {
  now: () => performance.now(),
  sleep: milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds)),
}

/** Looked up anew each time: an editor object does not outlive its tab's turn on the screen. */
function editorOf(document: TextDocument): TextEditor | undefined {
  if (window.activeTextEditor?.document === document) return window.activeTextEditor
  return window.visibleTextEditors.find(editor => editor.document === document)
}

function isOpen(document: TextDocument): boolean {
  if (document.isClosed) return false
  const shows = (uri: Uri): boolean => uri.toString() === document.uri.toString()
  const inputs: unknown[] = window.tabGroups.all.flatMap(group => group.tabs.map(tab => tab.input))
  const hasTab = inputs.some(
    input => (input instanceof TabInputText && shows(input.uri)) || (input instanceof TabInputTextDiff && shows(input.modified)),
  )
  return hasTab || document.isDirty
}

/** As far as can be known of a document that no editor shows: its file system, its file, and the writer's settings. */
async function isReadOnly(document: TextDocument): Promise<boolean> {
  if (document.isUntitled) return false
  if (workspace.fs.isWritableFileSystem(document.uri.scheme) === false) return true
  const settings = workspace.getConfiguration('files', document)
  const matches = (name: string): boolean =>
    Object.entries(settings.get<Record<string, boolean>>(name, {})).some(
      ([pattern, isOn]) => isOn && languages.match({ pattern }, document) > 0,
    )
  if (matches('readonlyInclude') && !matches('readonlyExclude')) return true
  // A file that was deleted under its unsaved document has no permissions, and keeps nobody from writing.
  const file = await workspace.fs.stat(document.uri).then(stat => stat, () => undefined)
  return ((file?.permissions ?? 0) & FilePermission.Readonly) !== 0
}

const rangeOf = (document: TextDocument, change: Change): Range =>
  new Range(document.positionAt(change.offset), document.positionAt(change.offset + change.length))

const lineEndOf = (document: TextDocument): '\n' | '\r\n' => (document.eol === EndOfLine.CRLF ? '\r\n' : '\n')

const changeOf = (change: { rangeOffset: number; rangeLength: number; text: string }): Change => ({
  offset: change.rangeOffset,
  length: change.rangeLength,
  text: change.text,
})

function reasonOf(reason: TextDocumentChangeReason | undefined): DocumentEvent['reason'] {
  if (reason === TextDocumentChangeReason.Undo) return 'undo'
  return reason === TextDocumentChangeReason.Redo ? 'redo' : undefined
}

const unsubscribe = (disposables: readonly Disposable[]): Unsubscribe => () => disposables.forEach(one => one.dispose())
