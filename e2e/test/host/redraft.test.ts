import assert from 'node:assert/strict'
import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createColdopen } from '@coldopen/client'
import { readSet } from '@coldopen/script'
import { afterEach, describe, it } from 'mocha'
import * as vscode from 'vscode'
import type { Redraft, RedraftRecord } from '../../../apps/vscode/src/redrafts/redraft.ts'
import { createRedrafts } from '../../../apps/vscode/src/redrafts/redrafts.ts'
import { carryOut, lensesOf, sampleAt, writeBrief } from './brief-folder.ts'
import { closeEditors, insist, until } from './open-document.ts'
import { localServer } from './written-model.ts'

/** A script that the sample writer has drafted, saved and open. */
const draftedScript = async (front = 'coldopen: meme\nsegments: 3\nper_set: 3') => {
  const { uri: brief, dir, file } = await writeBrief(front)
  await carryOut('coldopen.draftBrief', brief)
  await vscode.workspace.saveAll(false)
  const uri = await file(front.includes('podcast') ? /^L1_complete\.md$/ : /^(?!brief).*\.md$/)
  const document = await vscode.workspace.openTextDocument(uri)
  const editor = await vscode.window.showTextDocument(document, { preview: false })
  return { dir, file, uri, document, editor }
}

const run = <Answer>(command: string, ...args: unknown[]): Thenable<Answer> => vscode.commands.executeCommand<Answer>(command, ...args)

const redraft = async (uri: vscode.Uri, id: string, options: { note?: string; command?: string } = {}): Promise<Redraft> => {
  const begun = await run<Redraft | undefined>(options.command ?? 'coldopen.redraftSegment', uri, id, options.note ?? 'in the rain')
  assert.ok(begun, 'a redraft has begun')
  return begun
}

/** The sample writer's pace from now on, in tokens a second. */
const writeAt = (tokens: number): Thenable<void> => vscode.workspace.getConfiguration('coldopen').update('sampleSpeed', tokens, vscode.ConfigurationTarget.Workspace)

const done = (one: Redraft): Promise<void> => until('the new text is whole', () => one.status === 'done')

/** The right side of the comparison that shows a redraft. */
const page = (one: Redraft): vscode.TextDocument | undefined => vscode.workspace.textDocuments.find(open => open.uri.scheme === 'coldopen-redraft' && open.uri.path.startsWith(`/new/${one.run}/`))

const comparisons = (): vscode.Tab[] => vscode.window.tabGroups.all.flatMap(group => group.tabs).filter(tab => tab.input instanceof vscode.TabInputTextDiff)

const show = async (document: vscode.TextDocument): Promise<vscode.TextEditor> => vscode.window.showTextDocument(document, { preview: false })

const titleOf = (setText: string, number: number): string | undefined => {
  const read = readSet(setText)
  return read.ok ? read.value.story_set.find(segment => segment.segment_number === number)?.title : undefined
}

const headingOf = (text: string, number: number): string => new RegExp(`^## ${number}\\. (.*)$`, 'm').exec(text)?.[1] ?? ''

describe('a segment', () => {
  afterEach(closeEditors)

  it('has lenses for what can be done with it, for each one, and none when the setting says so', async function () {
    this.timeout(60_000)
    await using _ = await sampleAt(20_000)
    const { uri } = await draftedScript()
    assert.deepEqual(await lensesOf(uri), Array.from({ length: 3 }, () => ['Redraft', 'Extend', 'Shorten', 'Lock']).flat())
    const settings = vscode.workspace.getConfiguration('coldopen')
    await settings.update('segmentLenses', false, vscode.ConfigurationTarget.Workspace)
    assert.deepEqual(await lensesOf(uri), [])
    await settings.update('segmentLenses', undefined, vscode.ConfigurationTarget.Workspace)
  })

  it('is redrafted beside the old text: the new one streams without taking the focus, is accepted as one undo, and the set file goes along', async function () {
    this.timeout(90_000)
    await using _ = await sampleAt(20_000)
    const { uri, document, file } = await draftedScript()
    const set = await file(/_set_01\.json$/)
    const [before, setBefore] = [document.getText(), await readFile(set.fsPath, 'utf8')]
    await writeAt(120)
    const one = await redraft(uri, 'seg_0002')
    await show(document)
    const sizes = new Set<number>()
    const watch = vscode.workspace.onDidChangeTextDocument(event => event.document === page(one) && sizes.add(event.document.getText().length))
    await done(one)
    await until('the page has all of it', () => page(one)?.getText() === `${one.text}\n`)
    watch.dispose()
    assert.ok(sizes.size > 2, `the page changed ${sizes.size} times`)
    assert.equal(vscode.window.activeTextEditor?.document, document, 'the focus stays with the writer')
    assert.equal(document.getText(), before, 'the script stays as it is')
    assert.deepEqual((await lensesOf(uri)).slice(4, 7), ['Accept', 'Discard', 'Compare'])

    assert.equal(await run('coldopen.acceptRedraft', one.run), true)
    const after = document.getText()
    assert.notEqual(after, before)
    assert.equal(after, before.replace(one.old, () => one.text), 'nothing outside the segment has changed')
    assert.equal(comparisons().length, 0)
    const setAfter = await readFile(set.fsPath, 'utf8')
    assert.equal(titleOf(setAfter, 2), headingOf(after, 2))
    assert.equal(titleOf(setAfter, 1), headingOf(before, 1))
    assert.ok(document.isDirty, 'nothing is saved for the writer')

    await show(document)
    await run('undo')
    assert.equal(document.getText(), before, 'one undo takes all of it back')
    for (let waited = 0; (await readFile(set.fsPath, 'utf8')) !== setBefore; waited++) {
      assert.ok(waited < 200, 'the set file goes back too, byte for byte')
      await new Promise(resolve => setTimeout(resolve, 50))
    }
    await run('redo')
    assert.equal(document.getText(), after)
  })

  it('is as it was when the new text is discarded, also before its end, and what came stays to be seen when it is stopped', async function () {
    this.timeout(60_000)
    await using _ = await sampleAt(20_000)
    const { uri, document } = await draftedScript()
    const before = document.getText()
    await writeAt(60)
    const one = await redraft(uri, 'seg_0001', { command: 'coldopen.extendSegment' })
    await until('something has come', () => one.text.length > 40)
    await run('coldopen.stopRedraft', one.run)
    await until('it has stopped', () => one.status === 'stopped')
    await until('what came is to be seen', () => (page(one)?.getText().length ?? 0) > 40)
    assert.equal(await run('coldopen.acceptRedraft', one.run), undefined, 'half a segment takes nobody’s place')
    await run('coldopen.discardRedraft', one.run)
    assert.equal(document.getText(), before)
    assert.equal(document.isDirty, false)
    assert.equal(comparisons().length, 0)
    assert.ok((await lensesOf(uri)).every(title => title !== 'Discard'))
  })

  it('that is locked is written by nothing, and says so', async function () {
    this.timeout(60_000)
    await using _ = await sampleAt(20_000)
    const { uri, document, file } = await draftedScript()
    const before = document.getText()
    const waiting = await redraft(uri, 'seg_0003')
    await done(waiting)
    await run('coldopen.lockSegment', uri, 'seg_0003')
    assert.deepEqual((await lensesOf(uri)).slice(8), ['Unlock'])
    const sidecar = await file(/\.coldopen\.json$/)
    assert.deepEqual(JSON.parse(await readFile(sidecar.fsPath, 'utf8')).locks, ['seg_0003'])
    assert.equal(await run('coldopen.redraftSegment', uri, 'seg_0003', 'funnier'), undefined)
    assert.equal(await run('coldopen.acceptRedraft', waiting.run), undefined)
    assert.equal(document.getText(), before)
    await run('coldopen.unlockSegment', uri, 'seg_0003')
    assert.deepEqual(JSON.parse(await readFile(sidecar.fsPath, 'utf8')).locks, [])
    assert.equal(await run('coldopen.acceptRedraft', waiting.run), true)
  })

  it('is locked in its sidecar, and redrafted, also where the server does not know its run any more', async function () {
    this.timeout(60_000)
    await using _ = await sampleAt(20_000)
    const { uri, file, document } = await draftedScript()
    const sidecar = await file(/\.coldopen\.json$/)
    const text = await readFile(sidecar.fsPath, 'utf8')
    await writeFile(sidecar.fsPath, text.replace(JSON.parse(text).run, 'run-that-nobody-knows'))
    await run('coldopen.lockSegment', uri, 'seg_0001')
    assert.deepEqual(JSON.parse(await readFile(sidecar.fsPath, 'utf8')).locks, ['seg_0001'])
    const one = await redraft(uri, 'seg_0002', { command: 'coldopen.shortenSegment' })
    await done(one)
    assert.equal(await run('coldopen.acceptRedraft', one.run), true)
    assert.ok(document.getText().includes(one.text))
  })

  it('that is written anew is not forgotten where another server is asked: the writer is told of what this one does not know', async function () {
    this.timeout(60_000)
    await using _ = await sampleAt(20_000)
    const { uri } = await draftedScript()
    const target = { type: 'segment', id: 'seg_0001', number: 1, shown: 1, title: '' } as const
    const record: RedraftRecord = { run: 'unknown-here', of: 'o', script: uri.toString(), target, mode: 'redraft', note: '', old: '' }
    const records = [record, { ...record, run: 'elsewhere', server: 'https://elsewhere.example.org' }]
    const kept = new Map<string, unknown>([['coldopen.redrafts', records]])
    const memory = { keys: () => [...kept.keys()], get: <Value>(key: string, otherwise?: Value) => (kept.get(key) ?? otherwise) as Value, update: async (key: string, value: unknown) => void kept.set(key, value) }
    const log = vscode.window.createOutputChannel('Redrafts of a test', { log: true })
    const redrafts = createRedrafts({ connect: localServer, connected: localServer, lend: async () => {}, environment: async () => ({}), log, memory })
    await redrafts.takeUp()
    await until('the server has answered', () => redrafts.all().every(one => one.status !== 'writing'))
    assert.deepEqual(redrafts.all().map(one => [one.run, one.status]), [['unknown-here', 'stopped']])
    assert.match(redrafts.all()[0]?.problem ?? '', /does not know/)
    assert.deepEqual(kept.get('coldopen.redrafts'), records)
    await redrafts.forget('unknown-here')
    assert.deepEqual(kept.get('coldopen.redrafts'), records.slice(1))
    redrafts.dispose()
    log.dispose()
  })

  it('that the writer has typed into meanwhile is not replaced unless she says so, and typing elsewhere does no harm', async function () {
    this.timeout(60_000)
    await using _ = await sampleAt(20_000)
    const { uri, document } = await draftedScript()
    const one = await redraft(uri, 'seg_0002')
    await done(one)
    const editor = await show(document)
    await insist(editor, builder => builder.insert(new vscode.Position(0, 0), '🌊 My own note.\n\n'))
    const moved = document.getText()
    assert.equal(await run('coldopen.acceptRedraft', one.run), true)
    assert.equal(document.getText(), moved.replace(one.old, () => one.text))

    const other = await redraft(uri, 'seg_0001')
    await done(other)
    const at = document.positionAt(document.getText().indexOf('## 1. ') + 6)
    await insist(await show(document), builder => builder.insert(at, 'My own: '))
    const mine = document.getText()
    assert.equal(await run('coldopen.acceptRedraft', other.run, 'leave'), false)
    assert.equal(document.getText(), mine, 'her words stay')
    await run('coldopen.lockSegment', uri, 'seg_0001')
    assert.equal(await run('coldopen.acceptRedraft', other.run, 'again'), undefined, 'it is locked, so nothing is asked for')
    await run('coldopen.unlockSegment', uri, 'seg_0001')
    assert.equal(await run('coldopen.acceptRedraft', other.run, 'replace'), true, 'what was paid for waits as before')
    assert.ok(document.getText().includes(other.text))
    await show(document)
    await run('undo')
    assert.equal(document.getText(), mine)
  })

  it('keeps its line ends, and a file that is read-only is not changed', async function () {
    this.timeout(60_000)
    await using _ = await sampleAt(20_000)
    const { uri, document, editor } = await draftedScript()
    await editor.edit(builder => builder.setEndOfLine(vscode.EndOfLine.CRLF))
    await document.save()
    const before = document.getText()
    const one = await redraft(uri, 'seg_0002')
    await done(one)
    await chmod(uri.fsPath, 0o444)
    assert.equal(await run('coldopen.acceptRedraft', one.run), undefined)
    assert.equal(document.getText(), before)
    await chmod(uri.fsPath, 0o644)
    assert.equal(await run('coldopen.acceptRedraft', one.run), true)
    const after = document.getText()
    assert.doesNotMatch(after, /[^\r]\n/)
    assert.equal(after.replaceAll('\r\n', '\n'), before.replaceAll('\r\n', '\n').replace(one.old, () => one.text))
  })

  it('tells by its heading who wrote it, what it used and whether it was edited', async function () {
    this.timeout(60_000)
    await using _ = await sampleAt(20_000)
    const { uri, document, editor, file } = await draftedScript()
    const hover = async (): Promise<string> => {
      const at = document.positionAt(document.getText().indexOf('## 2. ') + 3)
      const hovers = await run<vscode.Hover[]>('vscode.executeHoverProvider', uri, at)
      return hovers.flatMap(one => one.contents).map(content => (typeof content === 'string' ? content : content.value)).join('\n').replaceAll('&nbsp;', ' ').replaceAll('\\', '')
    }
    const told = await hover()
    for (const part of [/Segment 2/, /Model: sample/, /tokens in, \d+ out/, /Attempt: 1/, /As it was drafted/]) assert.match(told, part)
    const { api } = createColdopen(JSON.parse(await readFile(join(String(process.env['COLDOPEN_DATA']), 'server.json'), 'utf8')))
    const sidecar: { run: string } = JSON.parse(await readFile((await file(/\.coldopen\.json$/)).fsPath, 'utf8'))
    const { parts, summary } = await api.runs.get.query({ runId: sidecar.run })
    const doneAt = parts.find(part => part.number === 1)?.doneAt ?? ''
    assert.ok(doneAt > summary.createdAt, 'the set was done after the run had begun')
    assert.ok(told.includes(`Drafted: ${new Date(doneAt).toLocaleString(vscode.env.language)}`), told)
    const at = document.positionAt(document.getText().indexOf('## 2. ') + 6)
    await insist(editor, builder => builder.insert(at, 'My '))
    await run('coldopen.lockSegment', uri, 'seg_0002')
    const edited = await hover()
    assert.match(edited, /Edited by you/)
    assert.match(edited, /Locked/)
  })

  it('is offered by the light bulb, and a passage that is selected is rewritten in its place alone', async function () {
    this.timeout(60_000)
    await using _ = await sampleAt(20_000)
    const { uri, document, editor } = await draftedScript('coldopen: story\nsegments: 2\nper_set: 2')
    const before = document.getText()
    const lines = before.split('\n')
    const line = lines.findIndex((text, at) => at > lines.indexOf('<!-- seg_0002 -->') + 3 && /^\w.{30}/.test(text))
    const range = document.lineAt(line).range
    const actions = await run<vscode.CodeAction[]>('vscode.executeCodeActionProvider', uri, range)
    assert.deepEqual(actions.map(action => action.title).filter(title => title.endsWith('…')), ['Rewrite Selection…', 'Redraft Segment 2…', 'Extend Segment 2…', 'Shorten Segment 2…'])
    editor.selection = new vscode.Selection(range.start, range.end)
    const one = await run<Redraft | undefined>('coldopen.rewriteSelection', 'shorter')
    assert.ok(one)
    await done(one)
    assert.equal(one.old, lines[line])
    assert.equal(await run('coldopen.acceptRedraft', one.run), true)
    assert.equal(document.getText(), before.replace(one.old, () => one.text))
    await show(document)
    await run('undo')
    assert.equal(document.getText(), before)
  })

  it('of a podcast is a chunk: it has lenses where it begins, and its own file and the checkpoints go along', async function () {
    this.timeout(90_000)
    await using _ = await sampleAt(200_000)
    const { uri, document, dir } = await draftedScript('coldopen: podcast\nwords: 1000\nchunks: 10')
    assert.equal((await lensesOf(uri)).filter(title => title === 'Redraft').length, 10)
    const own = join(dir, 'L1_chunk_02.md')
    const [before, ownBefore] = [document.getText(), await readFile(own, 'utf8')]
    const one = await redraft(uri, 'chunk_0002')
    await done(one)
    assert.equal(await run('coldopen.acceptRedraft', one.run), true)
    assert.equal(document.getText(), before.replace(one.old, () => one.text))
    assert.equal(await readFile(own, 'utf8'), ownBefore.replace(one.old, () => one.text))
    assert.ok((await readFile(join(dir, 'L1_checkpoint_10.md'), 'utf8')).includes(one.text))
    assert.ok(!(await readFile(join(dir, 'L1_checkpoint_01.md'), 'utf8')).includes(one.text))
  })
})
