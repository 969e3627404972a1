import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readSet } from '@coldopen/script'
import { afterEach, describe, it } from 'mocha'
import * as vscode from 'vscode'
import { begin, sampleAt, writeBrief } from './brief-folder.ts'
import { closeEditors, insist, until } from './open-document.ts'
import { documentAt, isDone, setsHold } from './whole-draft.ts'
import { localServer, modelOfEnvironment } from './written-model.ts'

afterEach(closeEditors)

const briefOf = (segments: string): string => `---\ncoldopen: meme\nsegments: ${segments}\n---\n\nA lighthouse keeper finds a door in the sea\n`

/** A folder of briefs, the second of them wrong, and a note that is none. */
const season = async (): Promise<string> => {
  const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath
  assert.ok(root)
  const dir = await mkdtemp(join(root, 'season-'))
  await writeFile(join(dir, 'one.md'), briefOf('2'))
  await writeFile(join(dir, 'two.md'), briefOf('many'))
  await writeFile(join(dir, 'three.md'), briefOf('3'))
  await writeFile(join(dir, 'notes.md'), '# Notes\n')
  return dir
}

/** Waits for what another process or the editor does. */
const eventually = async (what: string, holds: () => Promise<boolean>): Promise<void> => {
  for (let waited = 0; !(await holds()); waited += 50) {
    if (waited > 20_000) throw new Error(`Waited in vain until ${what}.`)
    await sleep(50)
  }
}

/** Writes tasks into `tasks.json` under their labels; each can be run until they are taken out again. */
const withTasks = async (definitions: Readonly<Record<string, object>>) => {
  const settings = vscode.workspace.getConfiguration('tasks')
  const write = async (tasks: object[] | undefined): Promise<void> => {
    await settings.update('version', tasks && '2.0.0', vscode.ConfigurationTarget.Workspace)
    await settings.update('tasks', tasks, vscode.ConfigurationTarget.Workspace)
  }
  await write(Object.entries(definitions).map(([label, definition]) => ({ label, type: 'coldopen', ...definition, problemMatcher: [] })))
  const named = async (label: string): Promise<vscode.Task | undefined> => (await vscode.tasks.fetchTasks({ type: 'coldopen' })).find(({ name }) => name === label)
  return {
    /** Runs a task, and resolves with its exit code. */
    async run(label: string): Promise<number | undefined> {
      await eventually(`there is the task ${label}`, async () => (await named(label)) !== undefined)
      const task = await named(label)
      assert.ok(task)
      const { promise, resolve } = Promise.withResolvers<number | undefined>()
      const watching = vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => execution.task.name === label && resolve(exitCode))
      try {
        await vscode.tasks.executeTask(task)
        return await promise
      } finally {
        watching.dispose()
      }
    },
    [Symbol.asyncDispose]: () => write(undefined),
  }
}

const toldOf = (dir: string, name: string): string[] => vscode.languages.getDiagnostics(vscode.Uri.file(join(dir, name))).map(({ message, range }) => `${range.start.line}: ${message}`)

/** Every file of a folder but the sidecars, which tell when they were read. */
const texts = async (dir: string): Promise<string[]> => Promise.all((await readdir(dir)).filter(name => !name.endsWith('.coldopen.json')).toSorted().map(async name => `${name}\n${await readFile(join(dir, name), 'utf8')}`))

const scripts = async (dir: string): Promise<string[]> => (await readdir(dir)).filter(name => name.endsWith('.coldopen.json'))

describe('a task', () => {
  it('drafts a folder of briefs one after another, tells of the wrong one, opens nothing, and pays for nothing twice', async function () {
    this.timeout(120_000)
    await using _ = await sampleAt(3000)
    const dir = await season()
    const briefs = `${basename(dir)}/*.md`
    await using tasks = await withTasks({
      'the season': { do: 'draft', briefs },
      'two of them': { do: 'draft', briefs: [`${basename(dir)}/one.md`, `${basename(dir)}/three.md`] },
      'a look': { do: 'check', briefs },
    })
    assert.equal(await tasks.run('the season'), 2)
    assert.equal((await scripts(dir)).length, 2, 'both of the others were drafted')
    await until('the wrong one is told of', () => toldOf(dir, 'two.md').length === 1)
    assert.match(toldOf(dir, 'two.md')[0] ?? '', /^2: .*segments/)
    assert.deepEqual([toldOf(dir, 'one.md'), toldOf(dir, 'notes.md')], [[], []])
    assert.deepEqual(vscode.window.visibleTextEditors.map(({ document }) => document.uri.path), [], 'no editor was opened')

    const before = await texts(dir)
    assert.equal(await tasks.run('two of them'), 0)
    assert.deepEqual(await texts(dir), before, 'what is there is not drafted again')

    const continued = await begin('coldopen.continueBrief', vscode.Uri.file(join(dir, 'one.md')))
    await continued.ended
    assert.equal(continued.status, 'completed', 'what is whole already is at its end at once')

    await writeFile(join(dir, 'two.md'), briefOf('2'))
    assert.equal(await tasks.run('a look'), 0)
    assert.deepEqual(toldOf(dir, 'two.md'), [], 'what was put right is told of no more')
  })

  it('says what a brief would cost, says that nothing matches, and ends with 130 when Ctrl+C stops it', async function () {
    this.timeout(90_000)
    await using _ = await sampleAt(20)
    const dir = await season()
    const one = `${basename(dir)}/one.md`
    await using tasks = await withTasks({ nothing: { do: 'draft', briefs: 'nowhere/*.md' }, price: { do: 'estimate', briefs: one }, slow: { do: 'draft', briefs: one } })
    assert.equal(await tasks.run('nothing'), 2)
    assert.equal(await tasks.run('price'), 0)
    assert.deepEqual(await scripts(dir), [])
    const ended = tasks.run('slow')
    await eventually('it drafts', async () => (await scripts(dir)).length === 1)
    const terminal = vscode.window.terminals.find(({ name }) => name.includes('slow'))
    assert.ok(terminal, 'it has a terminal')
    terminal.sendText('\u0003', false)
    assert.equal(await ended, 130)
  })

  it('that was stopped is gone on with in a window, and its run hears what is changed of its beginning', async function () {
    this.timeout(90_000)
    await using model = await modelOfEnvironment({ behaviour: { pace: 2000, delta: 8 } })
    model.script((_, nth) => (nth === 3 ? { stall: 400 } : undefined))
    const { uri, dir, file } = await writeBrief('coldopen: movie\nsegments: 6\nper_set: 2')
    await using tasks = await withTasks({ half: { do: 'draft', briefs: `${basename(dir)}/brief.md` } })
    const ended = tasks.run('half')
    await model.until(requests => requests[2]?.state === 'stalled')
    vscode.window.terminals.find(({ name }) => name.includes('half'))?.sendText('\u0003', false)
    assert.equal(await ended, 130)

    // The rest of set 2, and the beginning of set 3.
    model.script((_, nth) => (nth === 2 ? { stall: 400 } : undefined))
    const draft = await begin('coldopen.continueBrief', uri)
    await model.until(requests => requests[4]?.state === 'stalled')
    const document = documentAt(draft.place?.script.fsPath)
    assert.ok(document)
    const read = readSet(await readFile((await file(/_set_01\.json$/)).fsPath, 'utf8'))
    const words = read.ok ? read.value.story_set.flatMap(({ dialogue = [] }) => dialogue.map(({ line }) => line.slice(0, 30)))[0] : undefined
    assert.ok(words)
    const editor = await vscode.window.showTextDocument(document)
    await insist(editor, builder => builder.insert(document.positionAt(document.getText().indexOf(words)), 'Qmyownwordsq. '))
    const { api } = await localServer()
    const spoken = async (): Promise<string> => JSON.stringify((await api.runs.get.query({ runId: draft.run })).parts[1]?.segments.map(({ dialogue }) => dialogue))
    await until('the run knows it as a speech', async () => (await spoken()).includes('Qmyownwordsq. '))
    model.release()
    await isDone(draft)
    await setsHold(dir, 6)
  })
})

describe('the palette', () => {
  it('has every command of the manifest behind it', async () => {
    const extension = vscode.extensions.getExtension('coldopen.coldopen')
    assert.ok(extension)
    await extension.activate()
    const manifest: { contributes: { commands: { command: string }[]; views: { coldopen: { id: string }[] } } } = extension.packageJSON
    const registered = (await vscode.commands.getCommands(true)).filter(name => name.startsWith('coldopen.'))
    for (const { command } of manifest.contributes.commands) assert.ok(registered.includes(command), command)
    const ofViews = new RegExp(`^coldopen\\.(${manifest.contributes.views.coldopen.map(({ id }) => id.replace('coldopen.', '')).join('|')})\\.`)
    const others = registered.filter(name => !ofViews.test(name) && !manifest.contributes.commands.some(({ command }) => command === name))
    assert.deepEqual(others, [])
  })

  it('makes a new brief with the idea selected, under a name that is free', async () => {
    const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath
    assert.ok(root)
    const dir = await mkdtemp(join(root, 'new-'))
    for (const name of ['brief.md', 'brief-2.md']) {
      const editor = await vscode.commands.executeCommand<vscode.TextEditor>('coldopen.newBrief', vscode.Uri.file(dir), 'podcast')
      assert.equal(basename(editor.document.uri.path), name)
      assert.equal(editor.document.getText(editor.selection), 'A lighthouse keeper finds a door in the sea')
      assert.match(editor.document.getText(), /^---\ncoldopen: podcast\nwords: 10000\n/)
    }
  })
})
