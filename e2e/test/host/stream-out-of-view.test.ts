import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { afterEach, describe, it } from 'mocha'
import * as vscode from 'vscode'
import { systemClock } from '../../../apps/vscode/src/stream/editor-port.ts'
import { closeEditors, openDocument, send, streamInto, until, words } from './open-document.ts'

afterEach(closeEditors)

describe('a stream into a document that is not in front', () => {
  it('waits while it is hidden, and is one undo when it is shown again', async () => {
    const { document } = await openDocument('start ')
    const live = streamInto(document)
    await send(live, words(10), 20)
    await openDocument('other\n', 'other.md')
    await until('it is hidden', () => vscode.window.visibleTextEditors.every(editor => editor.document !== document))
    const hiddenText = document.getText()
    await send(live, words(40), 20)
    assert.equal(document.getText(), hiddenText)
    await vscode.window.showTextDocument(document)
    await until('the rest is there', () => document.getText().includes('word39'))
    await live.settle()
    assert.equal(document.getText(), `start ${words(10).join('')}${words(40).join('')}`)
    await vscode.commands.executeCommand('undo')
    assert.equal(document.getText(), 'start ')
  })

  it('is written in one edit when it ends before the document is shown', async () => {
    const { document } = await openDocument('start ')
    const live = streamInto(document)
    await openDocument('other\n', 'other.md')
    await until('it is hidden', () => vscode.window.visibleTextEditors.every(editor => editor.document !== document))
    let changes = 0
    const watch = vscode.workspace.onDidChangeTextDocument(event => event.document === document && event.contentChanges.length > 0 && changes++)
    await send(live, words(40))
    assert.equal((await live.settle()).type, 'done')
    watch.dispose()
    assert.equal(changes, 1)
    assert.equal(document.getText(), `start ${words(40).join('')}`)
  })

  it('ends at a document that the writer has made read-only for now', async () => {
    const { document } = await openDocument('start ')
    await vscode.commands.executeCommand('workbench.action.files.setActiveEditorReadonlyInSession')
    const live = streamInto(document)
    await send(live, ['text'])
    assert.deepEqual(await live.ended, { type: 'read-only', kept: [{ block: 'block', text: 'text' }] })
    assert.equal(document.getText(), 'start ')
    await vscode.commands.executeCommand('workbench.action.files.resetActiveEditorReadonlyInSession')
  })

  it('is not written into a read-only document, hidden or not', async () => {
    const readOnly = vscode.workspace.getConfiguration('files')
    await readOnly.update('readonlyInclude', { '**/locked.md': true }, vscode.ConfigurationTarget.Workspace)
    try {
      const { document } = await openDocument('start ', 'locked.md')
      const visible = streamInto(document)
      await send(visible, ['text'])
      assert.deepEqual(await visible.ended, { type: 'read-only', kept: [{ block: 'block', text: 'text' }] })
      await openDocument('other\n', 'other.md')
      await until('it is hidden', () => vscode.window.visibleTextEditors.every(editor => editor.document !== document))
      const hidden = streamInto(document)
      await send(hidden, ['text'])
      assert.deepEqual(await hidden.settle(), { type: 'read-only', kept: [{ block: 'block', text: 'text' }] })
      assert.equal(document.getText(), 'start ')
    } finally {
      await readOnly.update('readonlyInclude', undefined, vscode.ConfigurationTarget.Workspace)
    }
  })

  it('ends when its tab is closed, so that its file can be written instead', async () => {
    const { document } = await openDocument('start ')
    const live = streamInto(document)
    await send(live, words(10), 20)
    // All of it: an edit between saving and closing would be thrown away with the tab.
    await until('all of it is there', () => document.getText().includes('word9'))
    await document.save()
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor')
    const outcome = await live.ended
    assert.equal(outcome.type, 'closed')
    await send(live, ['and more'])
    assert.ok((await live.settle()).kept.some(one => one.text.endsWith('and more')))
  })

  it('goes on when its tab is moved to another group', async () => {
    const { document } = await openDocument('start ')
    await vscode.commands.executeCommand('workbench.action.splitEditor')
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor')
    const live = streamInto(document)
    const sent = send(live, words(60), 20)
    await systemClock.sleep(300)
    await vscode.commands.executeCommand('workbench.action.moveEditorToNextGroup')
    await sent
    assert.equal((await live.settle()).type, 'done')
    assert.equal(document.getText(), `start ${words(60).join('')}`)
  })

  it('is not disturbed when the file changes on disk under it', async () => {
    const { document } = await openDocument('start ')
    const live = streamInto(document)
    const sent = send(live, words(60), 20)
    await until('some of it is there', () => document.isDirty)
    await writeFile(document.uri.fsPath, 'another text')
    await sent
    assert.equal((await live.settle()).type, 'done')
    assert.equal(document.getText(), `start ${words(60).join('')}`)
  })
})
