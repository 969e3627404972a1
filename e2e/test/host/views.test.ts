import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { briefSchema } from '@coldopen/client'
import { readSet, scriptMarkdown, type Segment } from '@coldopen/script'
import { afterEach, describe, it } from 'mocha'
import * as vscode from 'vscode'
import type { Draft } from '../../../apps/vscode/src/drafts/draft.ts'
import type { Drafts } from '../../../apps/vscode/src/drafts/drafts.ts'
import type { OutlineNode } from '../../../apps/vscode/src/script-files/outline.ts'
import { filesOf, planOf, podcastFiles, segmentsOf } from '../../../apps/vscode/src/script-files/script.fixture.ts'
import { createCastTree } from '../../../apps/vscode/src/views/cast-tree.ts'
import { createCurrentScript } from '../../../apps/vscode/src/views/current-script.ts'
import { moveSegments } from '../../../apps/vscode/src/views/move-segments.ts'
import { readScript } from '../../../apps/vscode/src/views/open-script.ts'
import { createOutlineDrag } from '../../../apps/vscode/src/views/outline-drag.ts'
import { createOutlineTree, type OutlineTree } from '../../../apps/vscode/src/views/outline-tree.ts'
import { closeEditors, insist, until } from './open-document.ts'

const nothing = new vscode.EventEmitter<never>().event
const draftsOf = (draft?: Draft): Drafts => ({
  all: () => (draft ? [draft] : []),
  elsewhere: () => [],
  takeUp: async () => {},
  leave: async () => {},
  of: () => draft,
  onDidChange: nothing,
  onEvent: nothing,
  onDidEnd: nothing,
  start: () => Promise.reject(new Error('nothing is drafted here')),
  resume: () => Promise.reject(new Error('nothing is drafted here')),
  resumeDraft: () => Promise.reject(new Error('nothing is drafted here')),
  retryPart: () => Promise.reject(new Error('nothing is drafted here')),
  stop: async () => {},
  dispose() {},
})

const plan = planOf(6, 2)

/** A script in a folder of its own, its Markdown in an editor. */
const openScript = async (files: ReadonlyMap<string, string> = filesOf(plan, segmentsOf(5)), name = 'light.md') => {
  const [workspace] = vscode.workspace.workspaceFolders ?? []
  if (!workspace) throw new Error('The window has no folder.')
  const dir = await mkdtemp(join(workspace.uri.fsPath, 'views-'))
  for (const [file, text] of files) await writeFile(join(dir, file), text)
  const uri = vscode.Uri.file(join(dir, name))
  const editor = await vscode.window.showTextDocument(uri, { preview: false })
  return { dir, uri, editor, document: editor.document }
}

const labels = async (tree: OutlineTree, node?: OutlineNode): Promise<string[]> =>
  (await tree.children(node)).map(child => {
    const item = tree.item(child)
    return [item.label, item.description].flatMap(text => (typeof text === 'string' && text !== '' ? [text] : [])).join(' | ')
  })

const segmentsIn = async (dir: string): Promise<Segment[]> => {
  const sets = await Promise.all([1, 2, 3].map(set => readFile(join(dir, `light_set_0${set}.json`), 'utf8')))
  return sets.flatMap(text => {
    const read = readSet(text)
    if (!read.ok) throw new Error(read.problem)
    return read.value.story_set
  })
}

const ids = (segments: readonly Segment[]): string[] => segments.map(one => `${one.segment_number} ${one.segment_id}`)

/** Waits until every file says what the document says. */
const saved = async (document: vscode.TextDocument, dir: string): Promise<Segment[]> => {
  await until('the set files are saved', () => vscode.workspace.textDocuments.every(open => !open.isDirty))
  const segments = await segmentsIn(dir)
  assert.equal(document.getText(), scriptMarkdown({ bible: plan, segments }))
  assert.equal(await readFile(document.uri.fsPath, 'utf8'), document.getText())
  return segments
}

describe('the views of a script', () => {
  afterEach(closeEditors)

  it('outline the script in the active editor: sets with their beats, segments with what has become of them', async () => {
    const { editor, document } = await openScript()
    const current = createCurrentScript(draftsOf())
    const tree = createOutlineTree(current)
    assert.deepEqual(await labels(tree), ['Set 1 | Beat 1.', 'Set 2 | Beat 2.', 'Set 3 | 1/2  Beat 3.'])
    const [first, , third] = await tree.children()
    assert.deepEqual(await labels(tree, first), ['1. Night 1', '2. Night 2'])
    assert.deepEqual(await labels(tree, third), ['5. Night 5', '6 | missing'])

    let changes = 0
    current.onDidChange(() => changes++)
    const at = document.getText().indexOf('Mara sets down')
    await editor.edit(builder => builder.replace(new vscode.Range(document.positionAt(at), document.positionAt(at + 4)), 'She'))
    await until('the outline has heard of it', () => changes > 0)
    const [again] = await tree.children()
    assert.deepEqual(await labels(tree, again), ['1. Night 1 | edited by you', '2. Night 2'])
    current.dispose()
  })

  it('have every row once, where a segment was copied with its anchor and two acts have one title', async () => {
    const files = filesOf(plan, segmentsOf(5))
    const text = (files.get('light.md') ?? '').replace('\n<!-- seg_0002', '\n# Interlude\n\n<!-- seg_0002').replace('\n<!-- seg_0004', '\n# Interlude\n\n<!-- seg_0004')
    await openScript(new Map([...files, ['light.md', `${text}\n${text.slice(text.indexOf('<!-- seg_0004'))}`]]))
    const current = createCurrentScript(draftsOf())
    const tree = createOutlineTree(current)
    const rows = async (node?: OutlineNode): Promise<(string | undefined)[]> => (await Promise.all((await tree.children(node)).map(async child => [tree.item(child).id, ...(await rows(child))]))).flat()
    const found = await rows()
    assert.ok(found.length > 10)
    assert.deepEqual(found.filter((id, at) => found.indexOf(id) !== at), [])
    current.dispose()
  })

  it('show the script that the writer has turned to last, however long another one takes to be read', async () => {
    const [large, small] = [await openScript(), await openScript()]
    await vscode.window.showTextDocument(vscode.Uri.joinPath(small.uri, '..', 'light_metadata.json'))
    const { promise: atLast, resolve } = Promise.withResolvers<void>()
    const taken: Promise<unknown>[] = []
    const current = createCurrentScript(draftsOf(), async (file, known) => {
      const reading = (file.toString() === large.uri.toString() ? atLast : Promise.resolve()).then(() => readScript(file, known))
      taken.push(reading)
      return reading
    })
    const shown = async (): Promise<string | undefined> => (await current.read())?.dir.fsPath
    let told = 0
    current.onDidChange(() => told++)
    assert.equal(await shown(), small.dir)
    await vscode.window.showTextDocument(large.document)
    await until('the large one is being read', () => taken.length > 1)
    await vscode.window.showTextDocument(small.document)
    await until('the small one is shown', () => told > 0)
    resolve()
    await Promise.all(taken)
    assert.equal(await shown(), small.dir)
    current.dispose()
  })

  it('list who is in it, and the sources of a podcast', async () => {
    await openScript()
    const current = createCurrentScript(draftsOf())
    const cast = createCastTree(current)
    const members = await cast.children()
    assert.deepEqual(members.map(node => [cast.item(node).label, cast.item(node).description]), [['Mara', '5 lines, 15 words'], ['Tobias Reed', '5 lines, 5 words']])
    assert.equal((await cast.children(members[1])).length, 5)
    current.dispose()

    await openScript(podcastFiles(), 'L1_complete.md')
    const podcast = createCurrentScript(draftsOf())
    const tree = createCastTree(podcast)
    const sources = (await tree.children()).find(node => node.type === 'sources')
    const [source] = await tree.children(sources)
    assert.ok(source)
    assert.deepEqual(tree.item(source).command?.arguments, ['https://example.org/tides'])
    podcast.dispose()
  })

  it('renumber the document and the set files when a segment is dropped somewhere else', async () => {
    const { document, dir } = await openScript()
    const current = createCurrentScript(draftsOf())
    const tree = createOutlineTree(current)
    const drag = createOutlineDrag(draftsOf(), async () => tree)
    const [first, , third] = await tree.children()
    const [dragged] = await tree.children(first)
    const [target] = await tree.children(third)
    assert.ok(dragged && target)
    const transfer = new vscode.DataTransfer()
    const { token } = new vscode.CancellationTokenSource()
    await drag.handleDrag?.([dragged], transfer, token)
    await drag.handleDrop?.(target, transfer, token)
    assert.deepEqual(ids(await saved(document, dir)), ['1 seg_0002', '2 seg_0003', '3 seg_0004', '4 seg_0005', '5 seg_0001'])
    assert.equal(vscode.window.tabGroups.all.flatMap(group => group.tabs).length, 1, 'no tab opened for a set file')
    current.dispose()
  })

  it('move the segment at the cursor by command, and go with it', async () => {
    const { document, dir, editor } = await openScript()
    const at = document.positionAt(document.getText().indexOf('## 2.') + 3)
    editor.selection = new vscode.Selection(at, at)
    await vscode.commands.executeCommand('coldopen.moveSegmentUp')
    assert.deepEqual(ids(await saved(document, dir)).slice(0, 3), ['1 seg_0002', '2 seg_0001', '3 seg_0003'])
    assert.match(document.lineAt(editor.selection.active.line).text, /^## 1\. Night 2/)
  })

  it('move nothing while the script is being drafted, nor when a set file cannot be read', async () => {
    const { document, dir, uri } = await openScript()
    const before = document.getText()
    const script = await readScript(uri)
    assert.ok(script)
    const backwards = (order: readonly string[]): string[] => order.toReversed()
    const drafting: Draft = {
      run: 'run_1',
      brief: briefSchema.parse({ format: 'movie', idea: 'a light' }),
      briefUri: undefined,
      where: { dir },
      takesOver: undefined,
      place: undefined,
      status: 'processing',
      problem: undefined,
      short: '',
      line: '',
      progress: undefined,
      ended: Promise.resolve(),
    }
    assert.equal(await moveSegments(draftsOf(drafting), script, backwards), false)
    await writeFile(join(dir, 'light_set_02.json'), '{ "success": true,')
    assert.equal(await moveSegments(draftsOf(), script, backwards), false)
    assert.equal(document.getText(), before)
  })

  it('move nothing when a file is written by another program just then, or would lose its accents', async () => {
    const { document, dir, uri } = await openScript()
    const before = document.getText()
    const script = await readScript(uri)
    assert.ok(script)
    const set = join(dir, 'light_set_02.json')
    const theirs = (await readFile(set, 'utf8')).replace('{', '{\n  "note": "another program was here",')
    const meanwhile = (order: readonly string[]): string[] => {
      writeFileSync(set, theirs)
      return order.toReversed()
    }
    assert.equal(await moveSegments(draftsOf(), script, meanwhile), false)
    assert.equal(await readFile(set, 'utf8'), theirs)
    assert.equal(document.getText(), before)

    const bytes = Buffer.from(theirs.replace('Night 3', 'Nächtlich 3'), 'latin1')
    await writeFile(set, bytes)
    assert.equal(await moveSegments(draftsOf(), script, order => order.toReversed()), false)
    assert.deepEqual(await readFile(set), bytes)
    assert.equal(document.getText(), before)
  })

  it('rename a character everywhere by F2: roster, names over speeches, text, set files', async () => {
    const { document, dir, uri } = await openScript()
    const at = document.positionAt(document.getText().indexOf('Mara sets down') + 1)
    const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>('vscode.executeDocumentRenameProvider', uri, at, 'Ilse')
    assert.deepEqual(new Set(edit.entries().map(([file]) => basename(file.path))), new Set(['light.md', 'light_metadata.json', 'light_set_01.json', 'light_set_02.json', 'light_set_03.json']))
    await vscode.workspace.applyEdit(edit, { isRefactoring: true })
    await until('the files are saved', () => vscode.workspace.textDocuments.every(open => !open.isDirty))
    const text = document.getText()
    assert.ok(!/mara/i.test(text), 'the old name is gone')
    assert.ok(text.includes('**ILSE**') && text.includes('Ilse sets down the wrench.'))
    const [segment] = await segmentsIn(dir)
    assert.equal(segment?.action.startsWith('Ilse sets down'), true)
    assert.match(await readFile(join(dir, 'light_metadata.json'), 'utf8'), /"name": "Ilse"/)
  })

  it('refuse to rename what is no name', async () => {
    const { document, uri } = await openScript()
    const at = document.positionAt(document.getText().indexOf('wrench'))
    await assert.rejects(async () => {
      await vscode.commands.executeCommand('vscode.executeDocumentRenameProvider', uri, at, 'Ilse')
    })
  })

  it('tell who speaks and is not in the roster, and put the right name there', async () => {
    const files = filesOf(plan, segmentsOf(5))
    const { document, uri } = await openScript(new Map([...files, ['light.md', (files.get('light.md') ?? '').replace('\n**TOBIAS REED**', '\n**TOBIAS**')]]))
    await until('the problem is told', () => vscode.languages.getDiagnostics(uri).length > 0)
    const [problem] = vscode.languages.getDiagnostics(uri)
    assert.ok(problem)
    assert.deepEqual([document.getText(problem.range), problem.code, problem.source], ['TOBIAS', 'speaker', 'Coldopen'])
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', uri, problem.range)
    const fix = actions.find(action => action.title === 'This is Tobias Reed')
    assert.ok(fix?.edit)
    await vscode.workspace.applyEdit(fix.edit)
    assert.equal(document.getText(), files.get('light.md'))
    await until('nothing is wrong any more', () => vscode.languages.getDiagnostics(uri).length === 0)
  })

  it('offer no fix for a text that has changed since, and tell nothing while the plan cannot be read', async () => {
    const files = filesOf(plan, segmentsOf(5))
    const { dir, document, editor, uri } = await openScript(new Map([...files, ['light.md', (files.get('light.md') ?? '').replace('\n**TOBIAS REED**', '\n**TOBIAS**')]]))
    const problems = (): vscode.Diagnostic[] => vscode.languages.getDiagnostics(uri)
    await until('the problem is told', () => problems().length > 0)
    const [problem] = problems()
    assert.ok(problem)
    await insist(editor, builder => builder.insert(new vscode.Position(problem.range.start.line, 0), '**NOBODY AT ALL**\nWho else?\n\n'))
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', uri, problem.range)
    // By then the editor may have been told of the text as it is now.
    for (const { edit } of actions) for (const { range } of edit?.get(uri) ?? []) assert.equal(document.getText(range), 'NOBODY AT ALL')
    await until('both problems are told', () => problems().length === 2)
    await writeFile(join(dir, 'light_metadata.json'), '{')
    await until('nothing is told any more', () => problems().length === 0)
    await writeFile(join(dir, 'light_metadata.json'), files.get('light_metadata.json') ?? '')
    await until('both are told again', () => problems().length === 2)
  })
})
