import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { checkFolder, readFolder } from '@coldopen/client'
import { afterEach, describe, it } from 'mocha'
import * as vscode from 'vscode'
import type { Draft } from '../../../apps/vscode/src/drafts/draft.ts'
import { lensesOf } from './brief-folder.ts'
import { closeEditors, insist, until } from './open-document.ts'
import { documentAt, drafting, editorOf, isDone, isText, isWhole, plain, saved, segmentsIn, setsHold } from './whole-draft.ts'
import { asServed, modelOfEnvironment } from './written-model.ts'

afterEach(closeEditors)

const patience = 120_000

/** Fast, and yet in many pieces. */
const streaming = { behaviour: { pace: 2000, delta: 8, sentences: 2 } }

const serverProcess = async (): Promise<number> => {
  const { pid }: { pid: number } = JSON.parse(await readFile(join(process.env['COLDOPEN_DATA'] ?? '', 'server.json'), 'utf8'))
  return pid
}

const resume = async (draft: Draft): Promise<Draft> => {
  const again = await vscode.commands.executeCommand<Draft | undefined>('coldopen.resume', draft.place?.script)
  assert.ok(again, 'it goes on')
  await again.ended
  return again
}

/** Git in a folder, with nobody's settings. */
const gitIn = (dir: string) => (...words: string[]): Promise<unknown> =>
  promisify(execFile)('git', ['-C', dir, '-c', 'user.name=A writer', '-c', 'user.email=writer@example.org', '-c', 'core.hooksPath=/dev/null', ...words])

describe('a whole draft survives', () => {
  it('that its script is deleted in mid-stream: nothing of it is lost', async function () {
    this.timeout(patience)
    await using model = await modelOfEnvironment(streaming)
    const { draft, dir, script, finish } = await drafting(model)
    await vscode.workspace.fs.delete(vscode.Uri.file(script))
    await finish()
    await isWhole(draft, documentAt(script)?.getText() ?? (await readFile(script, 'utf8')))
    await setsHold(dir, 6)
  })

  it('that its script is renamed in mid-stream: it goes on in the renamed document, and nothing comes under the old name', async function () {
    this.timeout(patience)
    await using model = await modelOfEnvironment(streaming)
    const { draft, dir, script, finish } = await drafting(model)
    const renamed = join(dir, 'another-name.md')
    const edit = new vscode.WorkspaceEdit()
    edit.renameFile(vscode.Uri.file(script), vscode.Uri.file(renamed))
    assert.ok(await vscode.workspace.applyEdit(edit))
    await finish()
    await isWhole(draft, documentAt(renamed)?.getText() ?? '')
    assert.equal(draft.place?.script.fsPath, renamed)
    assert.equal(documentAt(script), undefined)
    assert.ok(!(await readdir(dir)).includes(basename(script)))
    await documentAt(renamed)?.save()
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

  it('that another program writes its files while they are unsaved: those are left alone, and its text arrives whole in its document', async function () {
    this.timeout(patience)
    await using model = await modelOfEnvironment(streaming)
    const { draft, dir, script, document, finish } = await drafting(model)
    const set = `${basename(script, '.md')}_set_01.json`
    await until('set 1 is in its file', async () => (await readdir(dir)).includes(set))
    const other = '# Another text\n\nIts own words.\n'
    await writeFile(script, other)
    await writeFile(join(dir, set), '{ "of": "another program" }\n')
    await finish()
    await isWhole(draft, document.getText())
    assert.ok(document.isDirty, 'whether it replaces the other file is the writer’s to say')
    assert.equal(await readFile(script, 'utf8'), other)
    assert.equal(await readFile(join(dir, set), 'utf8'), '{ "of": "another program" }\n')
  })

  it('that another program writes into its script while that is open nowhere: its words stay, and the rest comes below', async function () {
    this.timeout(patience)
    await using model = await modelOfEnvironment(streaming)
    const { draft, dir, script, document, finish } = await drafting(model)
    await document.save()
    await closeEditors()
    const [, second = ''] = (await readFile(script, 'utf8')).split(/^## 1\. /m)
    const title = second.slice(0, second.indexOf('\n'))
    const own = `Mine, and by another program (${title.length})`
    await writeFile(script, (await readFile(script, 'utf8')).replace(`## 1. ${title}`, `## 1. ${own}`))
    await finish()
    await isWhole(draft, (await readFile(script, 'utf8')).replace(own, title))
    await setsHold(dir, 6)
  })

  it('that its document is closed and opened again in mid-stream', async function () {
    this.timeout(patience)
    await using model = await modelOfEnvironment(streaming)
    const { draft, dir, script, document } = await drafting(model)
    await document.save()
    await closeEditors()
    // What comes meanwhile is in the file when the document is opened again, or is not yet, or is being written there.
    model.script(() => ({ stall: 400 }))
    model.release()
    await model.until(requests => requests[3]?.state === 'stalled')
    const opened = await vscode.workspace.openTextDocument(script)
    await vscode.window.showTextDocument(opened, { preview: false })
    model.release()
    await isDone(draft)
    const whole = (await asServed(draft)).script
    await until('all of it stands in the document', () => plain(opened.getText()) === whole).catch(() => isText(plain(opened.getText()), whole))
    assert.ok(await saved(opened))
    isText(plain(await readFile(script, 'utf8')), whole)
    await setsHold(dir, 6)
  })

  it('that the writer turns to another branch and back', async function () {
    this.timeout(patience)
    await using model = await modelOfEnvironment(streaming)
    const { draft, dir, script, document, finish } = await drafting(model)
    await document.save()
    const git = gitIn(dir)
    const elsewhere = await mkdtemp(join(tmpdir(), 'coldopen-branch-'))
    const other = '# Another branch\n\nIts own words.\n'
    try {
      await git('init', '--initial-branch=mine')
      await git('add', 'brief.md')
      await git('commit', '-m', 'the brief')
      await git('worktree', 'add', '-b', 'other', elsewhere)
      await writeFile(join(elsewhere, basename(script)), other)
      await gitIn(elsewhere)('add', '-A')
      await gitIn(elsewhere)('commit', '-m', 'another script of that name')
      await git('worktree', 'remove', elsewhere)
      await git('add', '-A')
      await git('commit', '-m', 'half a draft')
      // Whatever has been written since.
      await git('checkout', '--force', 'other')
      await until('the editor shows the other branch', () => document.getText() === other)
      await finish()
      const onOther = document.getText()
      assert.ok(onOther.startsWith(other), 'the words of the other branch stand there')
      await closeEditors()
      await git('stash', '--include-untracked')
      await git('checkout', 'mine')
      await vscode.window.showTextDocument(vscode.Uri.file(script), { preview: false })
      const again = await resume(draft)
      assert.equal(again.status, 'completed', again.problem?.message)
      await isWhole(draft, documentAt(script)?.getText() ?? '')
      assert.equal(model.requests.length, (await asServed(draft)).requests, 'nothing was asked for twice')
      await setsHold(dir, 6)
    } finally {
      await rm(elsewhere, { recursive: true, force: true })
    }
  })

  it('that its file is made read-only: that stays as it was, and has the whole script once it may be saved', async function () {
    this.timeout(patience)
    await using model = await modelOfEnvironment(streaming)
    const { draft, dir, script, document, finish } = await drafting(model)
    await document.save()
    const onDisk = await readFile(script, 'utf8')
    await chmod(script, 0o444)
    await finish()
    await setsHold(dir, 6)
    assert.equal(await readFile(script, 'utf8'), onDisk)
    await isWhole(draft, document.getText())
    await chmod(script, 0o644)
    assert.ok(await saved(document))
    await isWhole(draft, await readFile(script, 'utf8'))
  })

  it('that its editor is made read-only: what is in it stays, and the rest comes by Resume', async function () {
    this.timeout(patience)
    await using model = await modelOfEnvironment(streaming)
    const { draft, dir, document, finish } = await drafting(model)
    await vscode.window.showTextDocument(document)
    await vscode.commands.executeCommand('workbench.action.files.setActiveEditorReadonlyInSession')
    const half = document.getText()
    await finish()
    assert.equal(document.getText(), half)
    await setsHold(dir, 6)
    await vscode.commands.executeCommand('workbench.action.files.resetActiveEditorReadonlyInSession')
    const again = await resume(draft)
    assert.equal(again.status, 'completed', again.problem?.message)
    await isWhole(draft, document.getText())
    assert.equal(model.requests.length, (await asServed(draft)).requests, 'nothing was asked for twice')
  })

  it('that its server is killed in the middle of a request: it says what may have been charged, and asks for no segment twice', async function () {
    this.timeout(patience)
    await using model = await modelOfEnvironment(streaming)
    const { draft, dir, document } = await drafting(model)
    process.kill(await serverProcess(), 'SIGKILL')
    await draft.ended
    assert.equal(draft.status, 'paused', draft.problem?.message)
    assert.match(draft.problem?.message ?? '', /may have been charged/)
    assert.ok(segmentsIn(document.getText()) >= 2, 'what had arrived stands there')
    const again = await resume(draft)
    assert.equal(again.status, 'completed', again.problem?.message)
    await isWhole(draft, document.getText())
    const { requests } = await asServed(draft)
    assert.equal(model.requests.length, requests + 1, 'one request more than there are parts: the one that was cut off')
    await setsHold(dir, 6)
  })

  it('that the whole machine sleeps for a while, the server and the extension host', async function () {
    this.timeout(patience)
    await using model = await modelOfEnvironment(streaming)
    const { draft, dir, document, finish } = await drafting(model)
    const asleep = [await serverProcess(), process.pid].join(' ')
    model.release()
    const began = performance.now()
    // Nobody wakes himself up.
    const watchman = spawn('sh', ['-c', `kill -STOP ${asleep}; sleep 4; kill -CONT ${asleep}`], { stdio: 'ignore' })
    await once(watchman, 'exit')
    assert.ok(performance.now() - began >= 4000)
    await insist(editorOf(document), builder => builder.insert(new vscode.Position(0, 0), 'Awake again.\n'))
    await finish()
    await isWhole(draft, document.getText().replace('Awake again.\n', ''))
    assert.equal(model.requests.length, (await asServed(draft)).requests)
    await setsHold(dir, 6)
  })
})
