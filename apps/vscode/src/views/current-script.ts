import { EventEmitter, RelativePattern, Uri, window, workspace, type Disposable, type Event, type TextEditor } from 'vscode'
import type { Drafts } from '../drafts/drafts.ts'
import { isActive } from '../drafts/draft.ts'
import { createLiveSegments, takeLive, type LiveSegments } from '../script-files/live-segments.ts'
import { createTelling } from '../telling.ts'
import { readScript, type OpenScript } from './open-script.ts'

/** The script that the views show: that of the active editor, one that was picked, or else the newest that is drafted here. */
export type CurrentScript = Disposable & {
  /** The script, its texts or what is happening to it may be other than before. */
  readonly onDidChange: Event<void>
  readonly read: () => Promise<OpenScript | undefined>
  /** What is happening to the segments of a run in this window. */
  readonly live: (run: string | undefined) => LiveSegments
  /** Shows the script of a file from now on. */
  readonly pick: (file: Uri) => void
}

/** Milliseconds between two looks while the writer types, and while a draft streams. */
const breath = { typing: 300, drafting: 1000 }

const none = createLiveSegments()

/** `readAt` reads the script of a file. */
export const createCurrentScript = (drafts: Drafts, readAt = readScript): CurrentScript => {
  const changed = new EventEmitter<void>()
  const texts = new Map<string, string>()
  const live = new Map<string, LiveSegments>()
  const held: Disposable[] = []
  let file: Uri | undefined
  let watched: { readonly dir: string; readonly watcher: Disposable } | undefined
  let reading: Promise<OpenScript | undefined> | undefined
  /** How often the writer has turned to another editor, and the turn by which the script came that is shown. */
  let turns = 0
  let shownTurn = 0

  const tell = (): void => {
    reading = undefined
    changed.fire()
  }
  const change = createTelling(tell, () => (drafts.all().some(isActive) ? breath.drafting : breath.typing))
  const isBeside = (uri: Uri): boolean => watched?.dir === Uri.joinPath(uri, '..').toString()

  const watch = (dir: Uri): void => {
    if (watched?.dir === dir.toString()) return
    watched?.watcher.dispose()
    texts.clear()
    const watcher = workspace.createFileSystemWatcher(new RelativePattern(dir, '*.{md,json}'))
    const forget = (uri: Uri): void => {
      texts.delete(uri.toString())
      change.soon()
    }
    watcher.onDidChange(forget)
    watcher.onDidCreate(forget)
    watcher.onDidDelete(forget)
    watched = { dir: dir.toString(), watcher }
  }

  const look = (candidate: Uri): Promise<OpenScript | undefined> => readAt(candidate, candidate.toString() === file?.toString() || isBeside(candidate) ? texts : undefined)
  const show = (candidate: Uri, { dir }: OpenScript): void => {
    file = candidate
    watch(dir)
  }

  const follow = async (editor: TextEditor | undefined): Promise<void> => {
    if (!editor) return
    const mine = ++turns
    const { uri } = editor.document
    const isShown = uri.toString() === file?.toString()
    const script = isShown ? undefined : await look(uri)
    // A script that takes long to be read does not come after one that the writer has turned to since.
    if ((!script && !isShown) || mine < shownTurn) return
    shownTurn = mine
    if (!script) return
    show(uri, script)
    change.now()
  }

  held.push(
    window.onDidChangeActiveTextEditor(editor => void follow(editor)),
    workspace.onDidChangeTextDocument(event => event.contentChanges.length > 0 && isBeside(event.document.uri) && change.soon()),
    workspace.onDidCloseTextDocument(document => isBeside(document.uri) && change.soon()),
    drafts.onEvent(({ draft, event }) => {
      const state = live.get(draft.run) ?? createLiveSegments()
      live.set(draft.run, state)
      if (takeLive(state, event)) change.soon()
    }),
    drafts.onDidEnd(change.now),
  )

  const readNow = async (): Promise<OpenScript | undefined> => {
    const before = file
    const drafted = drafts.all().findLast(draft => draft.place)?.place?.script
    for (const candidate of [file, window.activeTextEditor?.document.uri, drafted]) {
      const script = candidate && (await look(candidate))
      if (!script) continue
      if (file === before) show(candidate, script)
      return script
    }
    return undefined
  }
  /** Whoever has waited for a reading that is old by now waits for the newest, and not for those that come after it. */
  const read = async (): Promise<OpenScript | undefined> => {
    const mine = (reading ??= readNow())
    const script = await mine
    return reading === undefined || reading === mine ? script : reading
  }

  return {
    onDidChange: changed.event,
    read,
    live: run => (run === undefined ? none : (live.get(run) ?? none)),
    pick(picked) {
      shownTurn = ++turns
      file = picked
      change.now()
    },
    dispose() {
      change.stop()
      watched?.watcher.dispose()
      for (const one of held) one.dispose()
      changed.dispose()
    },
  }
}
