import assert from 'node:assert/strict'
import { chmod, readdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { checkFolder, readFolder } from '@coldopen/client'
import { readSet, type Segment } from '@coldopen/script'
import { afterEach, describe, it } from 'mocha'
import * as vscode from 'vscode'
import type { Draft } from '../../../apps/vscode/src/drafts/draft.ts'
import { systemClock } from '../../../apps/vscode/src/stream/editor-port.ts'
import { begin, lensesOf, sampleAt, writeBrief } from './brief-folder.ts'
import { closeEditors, until } from './open-document.ts'

afterEach(closeEditors)

const docAt = (path: string): vscode.TextDocument | undefined => vscode.workspace.textDocuments.find(open => !open.isClosed && open.uri.fsPath === path)

const segmentsIn = (text: string): string[] => text.match(/seg_\d{4}/g) ?? []

const allEight = Array.from({ length: 8 }, (_, index) => `seg_000${index + 1}`)

/** A draft of eight segments whose second one has begun in the script's document. */
const draftingEight = async () => {
  const { uri, dir } = await writeBrief('coldopen: movie\nsegments: 8\nper_set: 2')
  const draft = await begin('coldopen.draftBrief', uri)
  await until('the second segment has begun', () => segmentsIn(docAt(draft.place?.script.fsPath ?? '')?.getText() ?? '').length >= 2)
  assert.ok(draft.place)
  const script = draft.place.script.fsPath
  return { draft, uri, dir, script }
}

/** Every segment of the set files, in their order. */
const segmentsOnDisk = async (dir: string): Promise<Segment[]> => {
  const names = (await readdir(dir)).filter(name => /_set_\d+\.json$/.test(name)).toSorted()
  const sets = await Promise.all(names.map(async name => readSet(await readFile(join(dir, name), 'utf8'))))
  return sets.flatMap(set => (set.ok ? set.value.story_set : []))
}

const isCompleted = async (draft: Draft, dir: string): Promise<void> => {
  await draft.ended
  assert.equal(draft.status, 'completed', draft.problem?.message)
  assert.deepEqual((await segmentsOnDisk(dir)).map(segment => segment.segment_number), [1, 2, 3, 4, 5, 6, 7, 8])
}

describe('a draft survives', () => {
  it('that its script is deleted in mid-stream: nothing of it is lost', async function () {
    this.timeout(120_000)
    await using _ = await sampleAt(300)
    const { draft, dir, script } = await draftingEight()
    await vscode.workspace.fs.delete(vscode.Uri.file(script))
    await isCompleted(draft, dir)
    const text = docAt(script)?.getText() ?? (await readFile(script, 'utf8'))
    assert.deepEqual(segmentsIn(text), allEight)
  })

  it('that another branch puts other files under it: those are left alone, and its text arrives whole in its document', async function () {
    this.timeout(120_000)
    await using _ = await sampleAt(300)
    const { draft, dir, script } = await draftingEight()
    const sets = (await readdir(dir)).filter(name => /_set_\d+\.json$/.test(name))
    const other = '# Another branch\n\nIts own text.\n'
    await writeFile(script, other)
    for (const name of sets) await writeFile(join(dir, name), '{ "of": "another branch" }\n')
    await draft.ended
    assert.equal(draft.status, 'completed', draft.problem?.message)
    const text = docAt(script)?.getText() ?? ''
    assert.deepEqual(segmentsIn(text), allEight)
    assert.ok(docAt(script)?.isDirty, 'whether it replaces the other file is the writer’s to say')
    assert.equal(await readFile(script, 'utf8'), other)
    for (const name of sets) assert.equal(await readFile(join(dir, name), 'utf8'), '{ "of": "another branch" }\n')
  })

  it('that its script is made read-only: the file stays as it was saved, and nothing that was drafted is lost', async function () {
    this.timeout(120_000)
    await using _ = await sampleAt(300)
    const { draft, dir, script } = await draftingEight()
    await docAt(script)?.save()
    await chmod(script, 0o444)
    const saved = await readFile(script, 'utf8')
    await isCompleted(draft, dir)
    assert.equal(await readFile(script, 'utf8'), saved)
  })

  it('that its script is renamed in mid-stream: it goes on in the renamed document, and nothing comes under the old name', async function () {
    this.timeout(120_000)
    await using _ = await sampleAt(300)
    const { draft, dir, script } = await draftingEight()
    const renamed = join(dir, 'another-name.md')
    const edit = new vscode.WorkspaceEdit()
    edit.renameFile(vscode.Uri.file(script), vscode.Uri.file(renamed))
    assert.ok(await vscode.workspace.applyEdit(edit))
    await isCompleted(draft, dir)
    const text = docAt(renamed)?.getText() ?? ''
    assert.deepEqual(segmentsIn(text), allEight)
    for (const { action } of await segmentsOnDisk(dir)) assert.equal(text.split(action).length, 2, 'every segment stands there whole, and once')
    assert.equal(draft.place?.script.fsPath, renamed)
    assert.equal(docAt(script), undefined)
    assert.ok(!(await readdir(dir)).includes(basename(script)))
    await docAt(renamed)?.save()
    assert.deepEqual((await checkFolder(renamed)).map(finding => finding.message), [])
    assert.ok((await lensesOf(vscode.Uri.file(renamed))).includes('Redraft'), 'its segments can still be written anew')

    const again = join(dir, 'The Door.md')
    const afterwards = new vscode.WorkspaceEdit()
    afterwards.renameFile(vscode.Uri.file(renamed), vscode.Uri.file(again))
    assert.ok(await vscode.workspace.applyEdit(afterwards))
    await until('its sidecar knows the name that it was given afterwards', async () => (await readFolder(dir)).sidecar.scriptFile === 'The Door.md')
    await until('its segments can still be written anew', async () => (await lensesOf(vscode.Uri.file(again))).includes('Redraft'))
    assert.deepEqual((await checkFolder(again)).map(finding => finding.message), [])
  })

  it('that its server sleeps for a while', async function () {
    this.timeout(120_000)
    await using _ = await sampleAt(300)
    const { draft, dir, script } = await draftingEight()
    const { pid }: { pid: number } = JSON.parse(await readFile(join(process.env['COLDOPEN_DATA'] ?? '', 'server.json'), 'utf8'))
    process.kill(pid, 'SIGSTOP')
    try {
      await systemClock.sleep(3000)
    } finally {
      process.kill(pid, 'SIGCONT')
    }
    await isCompleted(draft, dir)
    assert.deepEqual(segmentsIn(docAt(script)?.getText() ?? ''), allEight)
  })
})
