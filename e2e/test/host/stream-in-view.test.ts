import assert from 'node:assert/strict'
import { afterEach, describe, it } from 'mocha'
import * as vscode from 'vscode'
import { systemClock } from '../../../apps/vscode/src/stream/editor-port.ts'
import { closeEditors, insist, openDocument, send, streamInto, until, words } from './open-document.ts'

const all = words(100).join('')

afterEach(closeEditors)

describe('a stream into a visible document', () => {
  it('arrives whole, and one undo takes it back', async () => {
    const { document } = await openDocument('# Title\n')
    const live = streamInto(document)
    await send(live, words(100), 20)
    assert.deepEqual(await live.settle(), { type: 'done', kept: [] })
    assert.equal(document.getText(), `# Title\n${all}`)
    await vscode.commands.executeCommand('undo')
    assert.equal(document.getText(), '# Title\n')
  })

  it('is where it belongs while the writer types above, inside and below it', async () => {
    const start = 'above\n\nbelow\n'
    const { document, editor } = await openDocument(start)
    const live = streamInto(document, { at: 6 })
    const sent = send(live, words(150), 10)
    /** An edit that another one has overtaken is refused by the editor, and tried again, as an extension does. */
    const type = async (place: () => number): Promise<void> => {
      while (!(await editor.edit(builder => builder.insert(document.positionAt(place()), 'X')))) await systemClock.sleep(3)
      await systemClock.sleep(7)
    }
    await until('some of it is there', () => document.getText().includes('word9'))
    for (let round = 0; round < 25; round++) {
      await type(() => 0)
      await type(() => document.getText().indexOf('word5'))
      await type(() => document.getText().length)
    }
    await sent
    assert.equal((await live.settle()).type, 'done')
    const text = document.getText()
    assert.equal(text.replaceAll('X', ''), `above\n${words(150).join('')}\nbelow\n`)
    assert.equal(text.length - text.replaceAll('X', '').length, 75)
    assert.ok(live.isTouched('block'))
  })

  it('ends when the writer undoes it', async () => {
    const { document } = await openDocument('start ')
    const live = streamInto(document)
    await send(live, words(20), 10)
    await until('some of it is there', () => document.getText().includes('word9'))
    await vscode.commands.executeCommand('undo')
    await send(live, words(20), 10)
    assert.equal((await live.ended).type, 'undone')
    assert.equal(document.getText(), 'start ')
  })

  it('ends when the writer deletes it, and what is left is kept', async () => {
    const { document, editor } = await openDocument('start ')
    const live = streamInto(document)
    await send(live, ['one', 'two'], 100)
    const last = new vscode.Position(document.lineCount, 0)
    await insist(editor, builder => builder.delete(new vscode.Range(document.positionAt(6), last)))
    await send(live, ['three'])
    const outcome = await live.settle()
    assert.deepEqual(outcome, { type: 'deleted', kept: [{ block: 'block', text: 'three' }] })
    assert.equal(document.getText(), 'start ')
  })

  it('leaves the writer’s cursor, selection and focus alone', async () => {
    const { document, editor } = await openDocument('above\n\nbelow\n')
    editor.selection = new vscode.Selection(0, 1, 0, 3)
    const live = streamInto(document, { at: 6 })
    await send(live, words(40), 10)
    await live.settle()
    assert.ok(editor.selection.isEqual(new vscode.Selection(0, 1, 0, 3)))
    assert.equal(vscode.window.activeTextEditor, editor)
    assert.ok(document.isDirty)
  })

  it('neither carries along a cursor at its head nor widens a selection that ends there', async () => {
    const { document, editor } = await openDocument('above\n\nbelow\n')
    for (const selection of [new vscode.Selection(1, 0, 1, 0), new vscode.Selection(0, 2, 1, 0)]) {
      editor.selection = selection
      const live = streamInto(document, { at: 6 })
      await send(live, words(20), 10)
      await live.settle()
      await systemClock.sleep(100)
      assert.ok(editor.selection.isEqual(selection), JSON.stringify(editor.selection))
    }
  })

  it('keeps together what the writer types right at its head', async () => {
    const { document } = await openDocument('above\n\n')
    const live = streamInto(document)
    const sent = send(live, words(80), 15)
    await until('some of it is there', () => document.getText().includes('word5'))
    await vscode.commands.executeCommand('cursorBottom')
    for (const character of 'ABCDEFGHIJ') {
      await vscode.commands.executeCommand('type', { text: character })
      await systemClock.sleep(25)
    }
    await sent
    await live.settle()
    assert.equal(document.getText(), `above\n\n${words(80).join('')}ABCDEFGHIJ`)
  })

  it('is undone apart from what the writer types meanwhile', async () => {
    const { document, editor } = await openDocument('above\n\n')
    editor.selection = new vscode.Selection(0, 5, 0, 5)
    const live = streamInto(document)
    await send(live, ['one', ' two'], 150)
    await until('both words are there', () => document.getText().endsWith('one two'))
    await vscode.commands.executeCommand('type', { text: 'X' })
    await send(live, [' three', ' four'], 150)
    await live.settle()
    const undone: string[] = []
    for (let step = 0; step < 3; step++) {
      await vscode.commands.executeCommand('undo')
      undone.push(document.getText())
    }
    assert.deepEqual(undone, ['aboveX\n\none two', 'above\n\none two', 'above\n\n'])
  })

  it('is followed while its head is on the screen, until the writer scrolls away from it', async () => {
    const { document, editor } = await openDocument('start\n')
    const live = streamInto(document, { follow: true })
    const lines = Array.from({ length: 100 }, (_, index) => `line ${index}\n`)
    const top = (): number => editor.visibleRanges[0]?.start.line ?? 0
    const bottom = (): number => editor.visibleRanges[0]?.end.line ?? 0
    await send(live, lines, 10)
    await until('the head is on the screen', () => document.getText().endsWith('line 99') && bottom() === document.lineCount - 1)
    const followed = top()
    // As by a wheel, which turns more than once: the editor may still be following the last text.
    for (let turn = 0; turn < 20 && top() >= followed; turn++) {
      await vscode.commands.executeCommand('editorScroll', { to: 'up', by: 'line', value: 3 })
      await systemClock.sleep(100)
    }
    const chosen = top()
    assert.ok(chosen < followed)
    await send(live, lines, 10)
    await live.settle()
    assert.equal(top(), chosen)
  })

  it('does not scroll when nobody asked it to', async () => {
    const { document, editor } = await openDocument('start\n')
    const live = streamInto(document)
    await send(live, Array.from({ length: 100 }, (_, index) => `line ${index}\n`))
    await live.settle()
    assert.equal(editor.visibleRanges[0]?.start.line, 0)
  })

  it('goes into its own document when the writer turns to another one beside it', async () => {
    const { document } = await openDocument('mine\n')
    const live = streamInto(document)
    const sent = send(live, words(60), 10)
    const other = await vscode.workspace.openTextDocument({ content: 'other\n', language: 'markdown' })
    await vscode.window.showTextDocument(other, vscode.ViewColumn.Beside)
    await sent
    await live.settle()
    assert.equal(document.getText(), `mine\n${words(60).join('')}`)
    assert.equal(other.getText(), 'other\n')
    assert.equal(vscode.window.activeTextEditor?.document, other)
  })

  it('goes on through two views of its document', async () => {
    const { document } = await openDocument('start ')
    const live = streamInto(document)
    const sent = send(live, words(100), 10)
    await vscode.commands.executeCommand('workbench.action.splitEditor')
    await until('there are two views', () => vscode.window.visibleTextEditors.filter(editor => editor.document === document).length === 2)
    await systemClock.sleep(200)
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor')
    await sent
    assert.equal((await live.settle()).type, 'done')
    assert.equal(document.getText(), `start ${all}`)
    await vscode.commands.executeCommand('undo')
    assert.equal(document.getText(), 'start ')
  })

  it('comes in at most ten edits a second in a document of 1 MB', async () => {
    const { document } = await openDocument('All work and no play makes a dull page.\n'.repeat(26_000))
    let edits = 0
    const watch = vscode.workspace.onDidChangeTextDocument(event => event.contentChanges.length > 0 && edits++)
    const live = streamInto(document)
    const began = performance.now()
    await send(live, words(300), 8)
    assert.equal((await live.settle()).type, 'done')
    watch.dispose()
    assert.ok(document.getText().endsWith(words(300).join('')))
    assert.ok(edits <= (performance.now() - began) / 100 + 2, `${edits} edits`)
  })
})
