import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { afterEach, describe, it } from 'mocha'
import * as vscode from 'vscode'
import type { Draft } from '../../../apps/vscode/src/drafts/draft.ts'
import { systemClock } from '../../../apps/vscode/src/stream/editor-port.ts'
import { begin, writeBrief } from './brief-folder.ts'
import { closeEditors, insist, until } from './open-document.ts'
import { documentAt, drafting, editorOf, isDone, isText, isWhole, plain, segmentsIn, setsHold } from './whole-draft.ts'
import { asServed, modelOfEnvironment } from './written-model.ts'

afterEach(closeEditors)

/** A draft that has begun to write its nth segment into the script's document. */
const draftingSegment = async (front: string, nth: number) => {
  const { uri, dir } = await writeBrief(front)
  const draft = await begin('coldopen.draftBrief', uri)
  await until(`segment ${nth} has begun`, () => segmentsIn(documentAt(draft.place?.script.fsPath)?.getText() ?? '') >= nth)
  const document = documentAt(draft.place?.script.fsPath)
  assert.ok(document)
  return { draft, dir, document }
}

/** Saves a document, which is formatted by that, whether there is anything to save or not. */
const touchAndSave = async (editor: vscode.TextEditor): Promise<void> => {
  const start = new vscode.Position(0, 0)
  await insist(editor, builder => builder.insert(start, ' '))
  await insist(editor, builder => builder.delete(new vscode.Range(start, start.translate(0, 1))))
  await editor.document.save()
}

describe('a whole draft', () => {
  it('that stopped before it had a title goes on as itself, whatever other scripts the folder has', async function () {
    this.timeout(60_000)
    await using model = await modelOfEnvironment({ behaviour: { pace: 2000, delta: 8 } })
    model.script((_, nth) => (nth === 1 ? { status: 401 } : undefined))
    const { uri, dir } = await writeBrief('coldopen: meme\nsegments: 2')
    const draft = await begin('coldopen.draftBrief', uri)
    await draft.ended
    assert.deepEqual([draft.status, draft.place, model.requests.length], ['failed', undefined, 1])
    const again = await vscode.commands.executeCommand<Draft | undefined>('coldopen.resume', draft.run)
    assert.equal(again?.run, draft.run)
    await isDone(again)
    await setsHold(dir, 2)
    assert.equal(await vscode.commands.executeCommand('coldopen.resume', 'a-run-of-another-window'), undefined)
  })

  it('whose model is out of reach for a while stops with a sentence, and pays for nothing twice when it goes on', async function () {
    this.timeout(120_000)
    const front = 'coldopen: movie\nsegments: 6\nper_set: 3'
    let port: number
    let draft: Draft
    let kept: number
    const { uri, dir } = await writeBrief(front)
    {
      await using model = await modelOfEnvironment({ behaviour: { pace: 1000, delta: 4 } })
      port = Number(new URL(model.url).port)
      // The plan, the first set, and the second until the network goes.
      model.script((_, nth) => (nth === 3 ? { cutText: 1200, by: 'rst' } : undefined))
      draft = await begin('coldopen.draftBrief', uri)
      await draft.ended
      assert.equal(model.requests.length, 3)
      assert.deepEqual([draft.status, draft.problem?.code], ['failed', 'model-connection'])
      assert.match(draft.problem?.message ?? '', /The connection to .* ended before .* had finished\. What had arrived is kept: resume to ask for the rest\./)
      kept = (await asServed(draft)).segments
      assert.ok(kept > 3 && kept < 6, `${kept} segments were kept`)
    }
    const goOn = async (): Promise<Draft> => {
      const again = await vscode.commands.executeCommand<Draft | undefined>('coldopen.resume', draft.place?.script)
      assert.ok(again, 'it goes on')
      await again.ended
      return again
    }
    // Nobody answers the door; then somebody takes the request and is not heard of again.
    for (const out of ['refused', 'hung'] as const) {
      await using model = await modelOfEnvironment({ port, behaviour: { hang: true } })
      if (out === 'refused') await model.close()
      else void model.until(([request]) => request?.state === 'hung').then(() => model.close())
      const { status, problem } = await goOn()
      assert.deepEqual([status, problem?.code], ['failed', 'model-connection'])
      const served = await asServed(draft)
      assert.equal(served.segments, kept)
      isText(plain(documentAt(draft.place?.script.fsPath)?.getText() ?? ''), served.script)
    }
    await using model = await modelOfEnvironment({ port, seed: 2, behaviour: { pace: 1000, delta: 4 } })
    const last = await goOn()
    assert.equal(last.status, 'completed', last.problem?.message)
    assert.equal(model.requests.length, 1, 'one request for what was missing')
    assert.match(JSON.stringify(model.requests[0]?.body), new RegExp(`"minItems":${6 - kept}\\b`))
    await isWhole(draft, documentAt(draft.place?.script.fsPath)?.getText() ?? '')
    await setsHold(dir, 6)
  })

  it('comes through what spoils text: CRLF, characters sent in halves, two views, and a window that saves, trims and formats', async function () {
    this.timeout(120_000)
    await using model = await modelOfEnvironment({ seed: 5, behaviour: { pace: 700, delta: 1, splitPairs: true, split: 'characters', sentences: 2 } })
    // Every set stands still behind its beginning.
    model.script((_, nth) => (nth > 1 ? { stall: 300 } : undefined))
    const files = vscode.workspace.getConfiguration('files')
    const spoiling = { autoSave: 'afterDelay', autoSaveDelay: 100, trimTrailingWhitespace: true, insertFinalNewline: true, trimFinalNewlines: true, eol: '\r\n' }
    const editing = vscode.workspace.getConfiguration('editor')
    const mark = '<!-- formatted -->'
    const formatter = vscode.languages.registerDocumentFormattingEditProvider('markdown', {
      provideDocumentFormattingEdits: document => (document.getText().startsWith(mark) ? [] : [vscode.TextEdit.insert(new vscode.Position(0, 0), mark)]),
    })
    try {
      for (const [name, value] of Object.entries(spoiling)) await files.update(name, value, vscode.ConfigurationTarget.Workspace)
      await editing.update('formatOnSave', true, vscode.ConfigurationTarget.Workspace)
      const { draft, dir, document } = await draftingSegment('coldopen: movie\nsegments: 6\nper_set: 2', 1)
      const states: string[] = []
      const watch = vscode.workspace.onDidChangeTextDocument(event => event.document === document && states.push(document.getText()))
      await vscode.window.showTextDocument(document, editorOf(document).viewColumn)
      await vscode.commands.executeCommand('workbench.action.splitEditor')
      await until('there are two views', () => vscode.window.visibleTextEditors.filter(shown => shown.document === document).length === 2)
      await insist(editorOf(document), builder => builder.setEndOfLine(vscode.EndOfLine.CRLF))
      let saves = 0
      const counting = vscode.workspace.onDidSaveTextDocument(each => each === document && saves++)
      // As a writer presses Ctrl+S: a save that comes by itself formats nothing.
      for (let ended = false; !ended; ended = await Promise.race([draft.ended.then(() => true), systemClock.sleep(100).then(() => false)])) {
        await document.save()
        const last = model.requests.at(-1)
        if (last?.state !== 'stalled') continue
        // A format that the next words overtake is given up, and what has saved itself is not formatted.
        if (!document.getText().startsWith(mark)) await touchAndSave(editorOf(document))
        else if (saves >= last.nth - 1) model.release()
      }
      await isDone(draft)
      watch.dispose()
      counting.dispose()
      await document.save()
      const { requests, script } = await asServed(draft)
      assert.equal(vscode.window.visibleTextEditors.filter(shown => shown.document === document).length, 2)
      assert.ok(states.length > 5, `it was seen to come, in ${states.length} steps`)
      assert.ok(states.every(state => state.isWellFormed()), 'no half of a character was ever shown')
      assert.match(script, /\p{Script=Han}|\p{Script=Hangul}|\p{Script=Cyrillic}/u)
      assert.match(script, /\p{Extended_Pictographic}/u)
      const text = document.getText()
      assert.ok(text.startsWith(mark))
      isText(plain(text.slice(mark.length)), script.replace(/[ \t]+$/gm, ''))
      const written = await readFile(document.uri.fsPath, 'utf8')
      isText(written, text)
      assert.doesNotMatch(written, /(?<!\r)\n/, 'every line end is the document’s own')
      assert.equal(model.requests.length, requests)
      await setsHold(dir, 6)
    } finally {
      formatter.dispose()
      for (const name of Object.keys(spoiling)) await files.update(name, undefined, vscode.ConfigurationTarget.Workspace)
      await editing.update('formatOnSave', undefined, vscode.ConfigurationTarget.Workspace)
    }
  })

  it('goes on at the end of 1 MB of notes', async function () {
    this.timeout(120_000)
    await using model = await modelOfEnvironment({ behaviour: { pace: 2000, delta: 4, sentences: 2 } })
    const notes = 'A note of the writer’s, which stays as it is.\n'.repeat(23_000)
    const { draft, dir, document, finish } = await drafting(model)
    await insist(editorOf(document), builder => builder.insert(new vscode.Position(0, 0), notes))
    await finish()
    const { requests, script } = await asServed(draft)
    isText(plain(document.getText()), plain(notes + script))
    assert.equal(model.requests.length, requests)
    await setsHold(dir, 6)
  })
})
