import assert from 'node:assert/strict'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createColdopen } from '@coldopen/client'
import { readBible, readSet } from '@coldopen/script'
import { afterEach, describe, it } from 'mocha'
import * as vscode from 'vscode'
import type { Draft } from '../../../apps/vscode/src/drafts/draft.ts'
import { begin, carryOut, lensesOf, sampleAt, writeBrief } from './brief-folder.ts'
import { closeEditors, insist, until } from './open-document.ts'

afterEach(closeEditors)

const docOf = (uri: vscode.Uri): vscode.TextDocument | undefined => vscode.workspace.textDocuments.find(open => open.uri.toString() === uri.toString())

const segmentsIn = (text: string): number => text.match(/seg_\d{4}/g)?.length ?? 0

describe('a brief', () => {
  it('has CodeLenses for what can be done with it now, and no other Markdown has any', async function () {
    this.timeout(60_000)
    await using _ = await sampleAt(2000)
    const { uri } = await writeBrief('coldopen: meme\nsegments: 2')
    const { uri: other } = await writeBrief('title: Notes')
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri))
    await vscode.workspace.openTextDocument(other)
    assert.deepEqual(await lensesOf(uri), ['Plan', 'Draft', 'Estimate'])
    assert.deepEqual(await lensesOf(other), [])
    const [draft, again] = await Promise.all([begin('coldopen.draftBrief', uri), begin('coldopen.draftBrief', uri)])
    assert.equal(again.run, draft.run, 'two clicks are one draft')
    assert.deepEqual(await lensesOf(uri), ['Stop'])
    await draft.ended
    assert.deepEqual(await lensesOf(uri), ['Plan', 'Draft', 'Continue', 'Estimate'])
  })

  it('is planned into a bible that is JSON at every moment, and drafted from that bible as the writer has edited it', async function () {
    this.timeout(90_000)
    await using _ = await sampleAt(1500)
    const { uri, dir, file } = await writeBrief('coldopen: movie\nsegments: 4\nper_set: 2')
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri))
    const states: string[] = []
    const watch = vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document.uri.path.endsWith('_metadata.json')) states.push(document.getText())
    })
    const plan = await carryOut('coldopen.planBrief', uri)
    watch.dispose()
    const bibleUri = plan.place?.bible
    assert.ok(bibleUri)
    const document = docOf(bibleUri)
    assert.ok(document?.isDirty, 'the plan streamed into its document, and was not saved for the writer')
    assert.ok(states.length > 3, `${states.length} flushes`)
    for (const state of states) assert.doesNotThrow(() => JSON.parse(state), state)
    const read = readBible(document.getText())
    assert.ok(read.ok, 'the whole plan stands in the document')
    assert.ok(!(await readdir(dir)).some(name => name.includes('_set_')), 'nothing was drafted yet')
    assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), uri.toString(), 'the focus stays in the brief')

    const [first] = read.value.characters_roster
    assert.ok(first)
    const edited = document.getText().replaceAll(first.name, 'Zebulon')
    const editor = await vscode.window.showTextDocument(document)
    await insist(editor, builder => builder.replace(new vscode.Range(0, 0, document.lineCount, 0), edited))
    const draft = await carryOut('coldopen.draftBrief', uri)
    assert.equal(draft.place?.dir, dir)
    assert.equal(document.getText(), edited, 'the writer’s plan stays as it is')
    const names = await readdir(dir)
    assert.equal(names.filter(name => name.endsWith('.coldopen.json')).length, 1, 'the draft is in the place of its plan')
    const sets = await Promise.all(names.filter(name => name.includes('_set_')).map(async name => readSet(await readFile(join(dir, name), 'utf8'))))
    assert.deepEqual(sets.map(set => set.ok && set.value.success), [true, true])
    const script = docOf(await file(/^(?!brief).*\.md$/))?.getText() ?? ''
    assert.equal(segmentsIn(script), 4)
    assert.match(script, /ZEBULON|Zebulon/)
    assert.ok(!script.includes(first.name), `${first.name} is nowhere`)
  })

  it('is drafted on from what the writer changes in its plan and its script meanwhile', async function () {
    this.timeout(90_000)
    await using _ = await sampleAt(120)
    const { uri } = await writeBrief('coldopen: movie\nsegments: 6\nper_set: 2')
    const draft = await begin('coldopen.draftBrief', uri)
    await until('its script is there', () => draft.place !== undefined && docOf(draft.place.script) !== undefined)
    assert.ok(draft.place)
    const script = docOf(draft.place.script)
    assert.ok(script)
    await until('a set stands in it, and the next one has begun', () => script.getText().includes('<!-- seg_0003'))
    const bible = await vscode.workspace.openTextDocument(draft.place.bible)
    const read = readBible(bible.getText())
    assert.ok(read.ok)
    const plan = new vscode.WorkspaceEdit()
    plan.replace(bible.uri, new vscode.Range(0, 0, bible.lineCount, 0), JSON.stringify({ ...read.value, narrator_voice: 'as a letter home' }, null, 2))
    await vscode.workspace.applyEdit(plan)
    const editor = await vscode.window.showTextDocument(script)
    const inAction = script.positionAt(script.getText().indexOf('\n*', script.getText().indexOf('<!-- seg_0001')) + 1)
    await insist(editor, builder => builder.insert(inAction.translate(2), 'Qmyownwordsq. '))
    const { url, token }: { url: string; token: string } = JSON.parse(await readFile(join(process.env['COLDOPEN_DATA'] ?? '', 'server.json'), 'utf8'))
    const { api } = createColdopen({ url, token })
    await draft.ended
    assert.equal(draft.status, 'completed', draft.problem?.message)
    const { bible: obeyed, parts } = await api.runs.get.query({ runId: draft.run })
    assert.equal(obeyed?.narrator_voice, 'as a letter home')
    assert.match(parts[1]?.segments[0]?.action ?? '', /^Qmyownwordsq\. /)
    assert.match(script.getText(), /Qmyownwordsq/)
  })

  it('tells its run what its writer makes of chunks: in the document as it streams, in a chunk’s own file once that is saved, and before it goes on', async function () {
    this.timeout(120_000)
    await using _ = await sampleAt(150)
    const { uri, dir } = await writeBrief('coldopen: prose\nwords: 1600\nchunks: 8')
    const draft = await begin('coldopen.draftBrief', uri)
    const own = (number: number): string => join(dir, `L1_chunk_0${number}.md`)
    const isThere = (number: number) => readFile(own(number), 'utf8').catch(() => undefined)
    await until('the plan is there', () => draft.place !== undefined)
    await until('a chunk is there', async () => (await isThere(1)) !== undefined)
    await until('two chunks are there', async () => (await isThere(2)) !== undefined)
    assert.ok(draft.place)
    const { url, token }: { url: string; token: string } = JSON.parse(await readFile(join(process.env['COLDOPEN_DATA'] ?? '', 'server.json'), 'utf8'))
    const { api } = createColdopen({ url, token })
    const textOf = async (number: number): Promise<string> => (await api.runs.get.query({ runId: draft.run })).parts[number]?.chunk?.text ?? ''
    const script = docOf(draft.place.script)
    assert.ok(script)
    const editor = await vscode.window.showTextDocument(script)
    const first = (await isThere(1))?.split('\n').findLast(line => line.length > 20) ?? ''
    await insist(editor, builder => builder.insert(script.positionAt(script.getText().indexOf(first) + 5), 'qmyownwordsq'))
    await writeFile(own(2), 'She locks the door behind her, twice.\n')
    await until('the run knows the second', async () => (await textOf(2)) === 'She locks the door behind her, twice.')
    await until('the run knows the first', async () => (await textOf(1)).includes('qmyownwordsq'))
    assert.equal(draft.status, 'processing')

    await api.runs.cancel.mutate({ runId: draft.run })
    await draft.ended
    await writeFile(own(2), 'She leaves the door open.\n')
    const again = await vscode.commands.executeCommand<Draft | undefined>('coldopen.resume', draft.place.script)
    await again?.ended
    assert.equal(again?.status, 'completed', again?.problem?.message)
    assert.equal(await textOf(2), 'She leaves the door open.')
    assert.ok((await textOf(1)).includes('qmyownwordsq'))
    assert.equal(script.getText().split('qmyownwordsq').length, 2)
  })

  it('says what it would use, and names the line that is wrong', async function () {
    this.timeout(60_000)
    await using _ = await sampleAt(1000)
    const { uri } = await writeBrief('coldopen: movie\nsegments: 600')
    assert.match((await vscode.commands.executeCommand<string>('coldopen.estimateBrief', uri)) ?? '', /61 requests/)
    const { uri: wrong, dir } = await writeBrief('coldopen: movie\nsegments: many')
    assert.equal(await vscode.commands.executeCommand('coldopen.draftBrief', wrong), undefined)
    assert.deepEqual(await readdir(dir), ['brief.md'])
  })

  it('goes on from its files when its server knows nothing of the run', async function () {
    this.timeout(90_000)
    await using _ = await sampleAt(3000)
    const { uri, dir, file } = await writeBrief('coldopen: story\nsegments: 4\nper_set: 2')
    await carryOut('coldopen.draftBrief', uri)
    const script = docOf(await file(/^(?!brief).*\.md$/))
    assert.ok(script)
    await script.save()
    const sidecar = await file(/\.coldopen\.json$/)
    const known = await readFile(sidecar.fsPath, 'utf8')
    await vscode.workspace.fs.writeFile(sidecar, Buffer.from(known.replace(/"run": "[^"]+"/, '"run": "a-run-that-is-gone"')))
    const set = await file(/_set_02\.json$/)
    await vscode.workspace.fs.delete(set)
    const firstSet = await readFile(join(dir, (await file(/_set_01\.json$/)).path.split('/').at(-1) ?? ''), 'utf8')
    const draft = await carryOut('coldopen.continueBrief', uri)
    assert.equal(draft.place?.dir, dir)
    const again = readSet(await readFile(set.fsPath, 'utf8'))
    assert.ok(again.ok && again.value.success)
    assert.equal(await readFile((await file(/_set_01\.json$/)).fsPath, 'utf8'), firstSet, 'what was there is not asked for again')
    assert.equal(segmentsIn(script.getText()), 4)
  })
})

describe('several drafts at once', () => {
  it('stream into documents of their own while the writer types, with one undo for each', async function () {
    this.timeout(120_000)
    await using _ = await sampleAt(400)
    const briefs = [await writeBrief('coldopen: movie\nsegments: 4\nper_set: 2'), await writeBrief('coldopen: story\nsegments: 4\nper_set: 2', 'Two sisters restore a merry-go-round')]
    const drafts = await Promise.all(briefs.map(({ uri }) => begin('coldopen.draftBrief', uri)))
    const editorOf = (draft: Draft | undefined): vscode.TextEditor | undefined =>
      vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === draft?.place?.script.toString())
    await until('each has an editor of its own, beside the other', () => drafts.every(draft => editorOf(draft) !== undefined))
    const [editor, other] = drafts.map(editorOf)
    assert.ok(editor && other)
    const [first, second] = [editor.document, other.document]
    const documents = [first, second]
    await until('both stream', () => documents.every(document => segmentsIn(document.getText()) > 0))
    const typed = 'qmyownwordsq'
    for (const letter of typed) await insist(editor, builder => builder.insert(new vscode.Position(0, first.lineAt(0).text.length), letter))
    await Promise.all(drafts.map(draft => draft.ended))
    assert.deepEqual(drafts.map(draft => draft.status), ['completed', 'completed'])
    assert.deepEqual(documents.map(document => segmentsIn(document.getText())), [4, 4])
    assert.ok(first.getText().split('\n', 1)[0]?.endsWith(typed), first.getText().slice(0, 100))
    assert.ok(!second.getText().includes(typed))

    await vscode.window.showTextDocument(second, { ...(other.viewColumn !== undefined && { viewColumn: other.viewColumn }) })
    await vscode.commands.executeCommand('undo')
    assert.equal(segmentsIn(second.getText()), 0, 'one undo takes the stream back')
    assert.equal(segmentsIn(first.getText()), 4)
  })
})
