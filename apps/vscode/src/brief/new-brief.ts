import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { briefSchema, formatNames } from '@coldopen/client'
import { env, l10n, Range, Selection, Uri, window, workspace, type TextEditor } from 'vscode'
import { askFormat, workspaceFolder } from '../drafts/asking.ts'
import type { Draft } from '../drafts/draft.ts'
import type { Drafts } from '../drafts/drafts.ts'
import { requireTrust } from '../server.ts'
import { say } from '../say.ts'
import { briefTemplate } from './brief-template.ts'

const isTaken = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EEXIST'

/** Writes a brief under the first name that is free: `brief.md`, `brief-2.md` … */
const writeNew = async (dir: string, text: string): Promise<Uri> => {
  for (let count = 1; ; count++) {
    const file = join(dir, count === 1 ? 'brief.md' : `brief-${count}.md`)
    try {
      await writeFile(file, text, { flag: 'wx' })
      return Uri.file(file)
    } catch (error) {
      if (!isTaken(error)) throw error
    }
  }
}

/**
 * Makes a brief in a folder, or in that of the workspace, and opens it with the idea selected. Asks for the format unless one is
 * given by its name. Throws `forbidden` where the workspace is not trusted.
 */
export const newBrief = async (folder: Uri | undefined, given: unknown): Promise<TextEditor | undefined> => {
  requireTrust()
  const format = formatNames.find(name => name === given) ?? (await askFormat())
  const dir = format && (folder?.fsPath ?? (await workspaceFolder()))
  if (!format || dir === undefined) return undefined
  const { text, idea } = briefTemplate(format, env.language, say)
  const document = await workspace.openTextDocument(await writeNew(dir, text))
  const place = new Range(document.positionAt(idea.start), document.positionAt(idea.end))
  const editor = await window.showTextDocument(document, { preview: false })
  editor.selection = new Selection(place.start, place.end)
  editor.revealRange(place)
  return editor
}

/** A first taste: a short movie by the sample writer, whatever model is chosen. */
export const trySample = async (drafts: Drafts): Promise<Draft | undefined> => {
  const base = await workspaceFolder()
  if (base === undefined) return undefined
  const idea = l10n.t('A lighthouse keeper finds a door in the sea')
  return drafts.start({ brief: briefSchema.parse({ format: 'movie', idea, segments: 6, perSet: 3 }), where: { base }, bySample: true })
}
