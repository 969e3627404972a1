import { EventEmitter, Uri, workspace, type Disposable, type Event } from 'vscode'
import { isChunkFileName } from '@coldopen/script'
import { nameOf, namesAt } from '../names-at.ts'
import { chunkPieces, chunkProse, ownChunkPiece, segmentPieces, type ChunkText, type Piece } from '../script-files/pieces.ts'
import type { ScriptNames } from '../script-files/script-names.ts'
import { readSidecarFacts } from '../script-files/script-texts.ts'
import { textAt } from '../text-at.ts'

/** A script that a run has written: its files, its run, and the ids of what is locked. */
export type KnownScript = { readonly dir: Uri; readonly names: ScriptNames & { readonly sidecar: string }; readonly run: string; readonly locks: ReadonlySet<string> }

/** The scripts of the workspace, by any of their Markdown files. What is read once is known until a sidecar changes. */
export type KnownScripts = Disposable & {
  /** Some script may be another one now, or have other locks. */
  readonly onDidChange: Event<void>
  /** The script that a Markdown file is the text of; undefined for any other file. */
  readonly of: (uri: Uri) => Promise<KnownScript | undefined>
  /** The same, read from the disk now. */
  readonly now: (uri: Uri) => Promise<KnownScript | undefined>
}

/** The script that a Markdown file is the text of, read from the disk now. */
export const readKnownScript = async (uri: Uri): Promise<KnownScript | undefined> => {
  if (uri.scheme !== 'file' || !uri.path.endsWith('.md')) return undefined
  const dir = Uri.joinPath(uri, '..')
  const names = await namesAt(uri)
  const { sidecar } = names ?? {}
  if (!names || sidecar === undefined || (nameOf(uri) !== names.script && !names.parts.includes(nameOf(uri)))) return undefined
  const facts = readSidecarFacts(await textAt(Uri.joinPath(dir, sidecar)))
  return facts && { dir, names: { ...names, sidecar }, run: facts.run, locks: new Set(facts.locks) }
}

export const createKnownScripts = (): KnownScripts => {
  const changed = new EventEmitter<void>()
  const known = new Map<string, Promise<KnownScript | undefined>>()
  const watcher = workspace.createFileSystemWatcher('**/*.coldopen.json')
  const forget = (): void => {
    known.clear()
    changed.fire()
  }
  const held = [changed, watcher, watcher.onDidChange(forget), watcher.onDidCreate(forget), watcher.onDidDelete(forget)]
  const now = (uri: Uri): Promise<KnownScript | undefined> => {
    const reading = readKnownScript(uri)
    known.set(uri.toString(), reading)
    return reading
  }
  return {
    onDidChange: changed.event,
    of: uri => known.get(uri.toString()) ?? now(uri),
    now,
    dispose() {
      for (const one of held) one.dispose()
    },
  }
}

const numberIn = (name: string): number => Number(/(\d+)\.md$/i.exec(name)?.[1] ?? 0)

/** The titles of a script's chunks, as its plan has them. */
const chunkTitles = async (script: KnownScript): Promise<readonly string[]> => {
  const { bible } = script.names
  if (bible === undefined) return []
  const { readBible } = await import('@coldopen/script')
  const plan = readBible(await textAt(Uri.joinPath(script.dir, bible)))
  return plan.ok ? plan.value.story_outline : []
}

const chunkTexts = async (script: KnownScript): Promise<ChunkText[]> => {
  const titles = await chunkTitles(script)
  return Promise.all(
    script.names.parts.map(async name => {
      const number = numberIn(name)
      return { number, title: titles[number - 1] ?? '', text: chunkProse(await textAt(Uri.joinPath(script.dir, name))) }
    }),
  )
}

/** The segments or chunks of a script's Markdown, given as its text is now. */
export const piecesIn = async (script: KnownScript, uri: Uri, text: string): Promise<readonly Piece[]> => {
  const name = nameOf(uri)
  if (script.names.unit === 'segment') return segmentPieces(text)
  if (name === script.names.script) return chunkPieces(text, await chunkTexts(script))
  if (!isChunkFileName(name)) return []
  const number = numberIn(name)
  return ownChunkPiece(text, { number, title: (await chunkTitles(script))[number - 1] ?? '' })
}
