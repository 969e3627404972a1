import { createProgress, followEdits, followRun, openScriptFolder, type RunEvent, type ScriptFolder } from '@coldopen/client'
import { metadataFileName } from '@coldopen/script'
import { basename, join } from 'node:path'
import { l10n, Uri, ViewColumn, window, workspace, type Event } from 'vscode'
import { createEditorDocuments } from '../editor-documents.ts'
import { openText } from '../open-text.ts'
import { serverUrl } from '../settings.ts'
import type { Draft, DraftPlace, Show, Where } from './draft.ts'
import { say } from '../say.ts'
import type { Studio } from './studio.ts'
import { followRename } from './follow-rename.ts'
import { watchEdits } from './writers-edits.ts'

/** A draft as its carrier changes it. */
export type DraftState = { -readonly [Field in keyof Draft]: Draft[Field] }

/** How a draft is followed: where its files go, which of its ends are old ones, and whether the writer asked to see it. */
export type Following = {
  readonly where: Where
  readonly endsAfter: number
  readonly show: Show
  /** The run whose files it takes over. */
  readonly takesOver: string | undefined
  /** How many parts there are, where the event that says so may not be told again; 0 where it will be. */
  readonly parts: number
  readonly signal: AbortSignal
  readonly told: (event: RunEvent) => void
  /** The draft is other than before, and no event says so. */
  readonly changed: () => void
  /** The writer has undone what was streamed. */
  readonly undone: () => void
  /** The writer wants the draft to go on, which it does: she may have a document that took no more text. */
  readonly onResumed: Event<void>
}

/**
 * Shows a script where the writer asked for it: at the start, and never again. An empty place is filled; where somebody is at
 * work already the script opens beside, and the focus stays.
 */
const showNow = async (uri: Uri): Promise<void> => {
  if (window.visibleTextEditors.some(editor => editor.document.uri.toString() === uri.toString())) return
  const isBusy = window.activeTextEditor !== undefined
  const document = await workspace.openTextDocument(uri)
  await window.showTextDocument(document, { preview: false, preserveFocus: isBusy, viewColumn: isBusy ? ViewColumn.Beside : ViewColumn.Active })
}

let shown: Promise<unknown> = Promise.resolve()

/** One after another: two that begin at the same time would both take the empty place. */
const showFile = (uri: Uri): Promise<void> => {
  const showing = shown.then(() => showNow(uri))
  shown = showing.catch(() => undefined)
  return showing
}

const placeOf = (folder: ScriptFolder): DraftPlace | undefined => {
  const place = folder.place()
  return place && { dir: place.dir, slug: place.slug, script: Uri.file(place.script), bible: Uri.file(join(place.dir, metadataFileName(place.slug))) }
}

/** Puts the events of a run into its documents until it ends. Throws when it cannot be followed any further. */
export const carryOut = async (studio: Studio, draft: DraftState, following: Following): Promise<void> => {
  const { log } = studio
  const progress = createProgress(say)
  const { parts } = following
  if (parts > 0) {
    const { format, segments = 0, words } = draft.brief
    progress.take({ type: 'run-start', run: draft.run, seq: 0, format, model: '', sample: false, totalUnits: segments, parts, ...(words !== undefined && { targetWords: words }), resumed: true })
  }
  const server = serverUrl()
  const documents = createEditorDocuments(following.undone)
  const retries = following.onResumed(documents.retry)
  const folder = await openScriptFolder({
    ...following.where,
    run: draft.run,
    brief: draft.brief,
    documents,
    livePlan: true,
    ...(server !== undefined && { server }),
    onNotice: sentence => log.warn(sentence),
    ...(draft.briefUri && { briefFile: basename(draft.briefUri.fsPath) }),
    ...(following.takesOver !== undefined && { takesOver: following.takesOver }),
  })
  const edits = watchEdits(studio, draft, { documents, isContinued: folder.lastEvent > 0 })
  // What an editor is given as it comes is looked at there; other files when they are saved, in whatever program.
  const isStreamed = (file: string): boolean => [draft.place?.script, draft.place?.bible].some(uri => uri?.fsPath === file && openText(uri) !== undefined)
  const saved = followEdits({ run: draft.run, folder, connect: studio.connect, isElsewhere: isStreamed, onNotice: sentence => log.info(sentence) })
  const renames = followRename(folder, documents, () => {
    draft.place = placeOf(folder)
  })
  let isShown = following.show === 'nothing'
  let ended: Extract<RunEvent, { type: 'run-end' }> | undefined
  try {
    draft.place = placeOf(folder)
    // A hosted server drafts on while the network is gone. The local one is started again, or cannot be.
    const onGone = (gone: Error): void => {
      log.warn(gone.message)
      draft.short = l10n.t('waiting for the server')
      following.changed()
    }
    const run = { run: draft.run, after: Math.min(folder.lastEvent, following.endsAfter), ...(server !== undefined && { onGone }) }
    for await (const event of followRun(studio.connect, run, following.signal)) {
      folder.apply(event)
      edits.take(event)
      progress.take(event)
      ;[draft.short, draft.line] = [progress.short(), progress.line()]
      if (event.type === 'progress') draft.progress = event
      if (!isShown && (event.type === 'plan-end' || event.type === 'part-start')) await folder.flush()
      draft.place ??= placeOf(folder)
      if (!isShown && draft.place && (following.show === 'bible' || event.type === 'plan-end' || event.type === 'part-start')) {
        await folder.idle()
        await showFile(following.show === 'bible' ? draft.place.bible : draft.place.script)
        isShown = true
      }
      if (event.type === 'run-end' && event.seq > following.endsAfter) {
        ended = event
        break
      }
      if (draft.status === 'pending') draft.status = 'processing'
      if (event.type === 'part-start' || event.type === 'part-end' || event.type === 'plan-end') log.info(draft.line)
      if (event.type === 'part-failed') log.warn(event.problem.message)
      following.told(event)
    }
  } finally {
    await edits.close()
    await saved.close()
    // Until then text is still on its way into the documents, and nothing is done.
    await folder.close()
    renames.dispose()
    retries.dispose()
    documents.dispose()
  }
  if (!ended) return
  draft.status = ended.status
  draft.problem = ended.problem
  following.told(ended)
  log.info(`run ${draft.run} is ${ended.status}`)
}
