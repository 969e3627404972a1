import assert from 'node:assert/strict'
import { afterEach, describe, it } from 'mocha'
import * as vscode from 'vscode'
import { closeEditors, insist, openDocument, send, streamInto, words } from './open-document.ts'

const quoted = (text: string): string => JSON.stringify(text).slice(1, -1)

afterEach(closeEditors)

describe('text that a document could spoil', () => {
  it('loses no space to an autosave that trims trailing white space', async () => {
    const files = vscode.workspace.getConfiguration('files')
    const settings = { autoSave: 'afterDelay', autoSaveDelay: 50, trimTrailingWhitespace: true, insertFinalNewline: true }
    for (const [name, value] of Object.entries(settings)) await files.update(name, value, vscode.ConfigurationTarget.Workspace)
    let saves = 0
    const watch = vscode.workspace.onDidSaveTextDocument(() => saves++)
    try {
      const { document } = await openDocument('start\n')
      const live = streamInto(document, { at: 6 })
      await send(live, words(30), 120)
      assert.equal((await live.settle()).type, 'done')
      assert.ok(saves > 5, `${saves} saves`)
      assert.equal(document.getText().trimEnd(), `start\n${words(30).join('').trimEnd()}`)
    } finally {
      watch.dispose()
      for (const name of Object.keys(settings)) await files.update(name, undefined, vscode.ConfigurationTarget.Workspace)
    }
  })

  it('has the line ends of its document', async () => {
    const { document } = await openDocument('one\r\ntwo\r\n')
    const live = streamInto(document)
    await send(live, ['three\nfo', 'ur\r', '\nfive\n', 'six\r\n', 'seven'], 80)
    assert.equal((await live.settle()).type, 'done')
    assert.equal(document.getText(), 'one\r\ntwo\r\nthree\r\nfour\r\nfive\r\nsix\r\nseven')
    assert.deepEqual(live.whereIs('block'), { start: 10, end: document.getText().length })
  })

  it('goes on when the writer changes the line ends', async () => {
    const { document, editor } = await openDocument('one\ntwo\n')
    const live = streamInto(document)
    await send(live, ['three\nfour'], 200)
    await insist(editor, builder => builder.setEndOfLine(vscode.EndOfLine.CRLF))
    await send(live, ['\nfive'])
    assert.equal((await live.settle()).type, 'done')
    assert.equal(document.getText(), 'one\r\ntwo\r\nthree\r\nfour\r\nfive')
  })

  it('never shows half a character', async () => {
    const { document } = await openDocument('')
    const seen: string[] = []
    const watch = vscode.workspace.onDidChangeTextDocument(event => seen.push(event.document.getText()))
    const live = streamInto(document)
    const text = 'smile \u{1F600} and \u{1F469}\u200D\u{1F680} end'
    await send(live, text.split(''), 30)
    await live.settle()
    watch.dispose()
    assert.equal(document.getText(), text)
    assert.ok(seen.length > 1)
    assert.ok(seen.every(state => state.isWellFormed()))
  })

  it('is JSON at every moment', async () => {
    const { document } = await openDocument('', 'set.json')
    const states: string[] = []
    const watch = vscode.workspace.onDidChangeTextDocument(event => event.contentChanges.length > 0 && states.push(event.document.getText()))
    const live = streamInto(document)
    const skeleton = '{\n  "title": "",\n  "action": ""\n}\n'
    live.edit('block', { over: 0, insert: skeleton, caret: skeleton.indexOf('""') + 1 })
    await send(live, ['A "fine"\\ tit', 'le, with a \n line '].map(quoted), 120)
    live.edit('block', { over: '",\n  "action": "'.length, insert: '', caret: 0 })
    await send(live, words(60).map(quoted), 20)
    await live.settle()
    watch.dispose()
    assert.ok(states.length > 10)
    for (const state of states) JSON.parse(state)
    assert.deepEqual(JSON.parse(document.getText()), { title: 'A "fine"\\ title, with a \n line ', action: words(60).join('') })
  })
})
