import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FakeOpenAI } from '@coldopen/fake-openai'
import { readBible, readSet } from '@coldopen/script'
import * as vscode from 'vscode'
import type { Draft } from '../../../apps/vscode/src/drafts/draft.ts'
import { systemClock } from '../../../apps/vscode/src/stream/editor-port.ts'
import { begin, writeBrief } from './brief-folder.ts'
import { until } from './open-document.ts'
import { asServed } from './written-model.ts'

export const segmentsIn = (text: string): number => text.match(/<!-- seg_\d{4}/g)?.length ?? 0

/** Text with the line ends that a server writes, and without those behind it. */
export const plain = (text: string): string => text.replaceAll('\r\n', '\n').trimEnd()

export const documentAt = (path: string | undefined): vscode.TextDocument | undefined =>
  vscode.workspace.textDocuments.find(open => !open.isClosed && open.uri.fsPath === path)

export const editorOf = (document: vscode.TextDocument): vscode.TextEditor => {
  const editor = vscode.window.visibleTextEditors.find(shown => shown.document === document)
  assert.ok(editor, 'the script is shown')
  return editor
}

export type Drafting = {
  readonly draft: Draft
  readonly dir: string
  /** The script's file, and its document. */
  readonly script: string
  readonly document: vscode.TextDocument
  /** Lets the model go on, and waits until the draft is done. */
  readonly finish: () => Promise<void>
}

/** Resolves when the answer to the nth request stands still and the script's document has come as far. */
export const standsStill = async (model: FakeOpenAI, nth: number, script: () => string): Promise<void> => {
  const requests = await model.until(all => all[nth - 1]?.state === 'stalled')
  const { answer, charactersSent } = requests[nth - 1] ?? {}
  const last = answer?.slice(0, charactersSent).trimEnd().match(/[^"\\]{0,16}$/)?.[0] ?? ''
  await until(`“${last}” stands at the end of the script`, () => plain(script()).endsWith(last))
}

export const isDone = async (draft: Draft): Promise<void> => {
  await draft.ended
  assert.equal(draft.status, 'completed', draft.problem?.message)
}

/** A draft in sets of two whose model stands still behind the beginning of set 2: two segments are whole in the document, and one has begun. */
export const drafting = async (model: FakeOpenAI, segments = 6): Promise<Drafting> => {
  model.script((_, nth) => (nth === 3 ? { stall: 400 } : undefined))
  const { uri, dir } = await writeBrief(`coldopen: movie\nsegments: ${segments}\nper_set: 2`)
  const draft = await begin('coldopen.draftBrief', uri)
  await standsStill(model, 3, () => documentAt(draft.place?.script.fsPath)?.getText() ?? '')
  const script = draft.place?.script.fsPath
  const document = documentAt(script)
  assert.ok(script !== undefined && document)
  assert.equal(segmentsIn(document.getText()), 3)
  const finish = (): Promise<void> => {
    model.release()
    return isDone(draft)
  }
  return { draft, dir, script, document, finish }
}

/** Texts too long to be shown whole: where they part is. */
export const isText = (actual: string, expected: string): void => {
  let at = 0
  while (at < expected.length && actual[at] === expected[at]) at++
  const around = (text: string): string => JSON.stringify(text.slice(Math.max(0, at - 150), at + 150))
  if (actual !== expected) assert.fail(`At ${at} of ${expected.length} characters it is ${around(actual)} in place of ${around(expected)}.`)
}

/** A text is the whole script as the server has it, but for line ends and what stands behind. */
export const isWhole = async (draft: Draft, text: string): Promise<void> => isText(plain(text), (await asServed(draft)).script)

/** Every JSON file of a draft can be read, and its sets hold that many segments. */
export const setsHold = async (dir: string, segments: number): Promise<void> => {
  const names = (await readdir(dir)).filter(name => name.endsWith('.json'))
  let found = 0
  for (const name of names) {
    const text = await readFile(join(dir, name), 'utf8')
    assert.doesNotThrow(() => JSON.parse(text), `${name} is JSON`)
    if (name.endsWith('_metadata.json')) assert.ok(readBible(text).ok, name)
    const set = /_set_\d+\.json$/.test(name) && readSet(text)
    if (set) found += set.ok ? set.value.story_set.length : NaN
  }
  assert.equal(found, segments)
}

/** Saves a document, which may be refused as long as the editor thinks its file read-only. False when it is never saved. */
export const saved = async (document: vscode.TextDocument): Promise<boolean> => {
  for (let tries = 0; document.isDirty && tries < 250; tries++) if (!(await document.save())) await systemClock.sleep(100)
  return !document.isDirty
}
