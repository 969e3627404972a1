import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { Session } from 'node:inspector'
import { availableParallelism, loadavg } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, it } from 'mocha'
import * as vscode from 'vscode'
import { filesOf, planOf, segmentsOf } from '../../../apps/vscode/src/script-files/script.fixture.ts'
import { closeEditors, insist, openDocument, until } from './open-document.ts'

/** Milliseconds that an activation may take. */
const target = 100

const extension = vscode.extensions.getExtension('coldopen.coldopen')

/** The extension's own files that this extension host has loaded, as their paths. */
const loaded = (folder: string): string[] => {
  const found: string[] = []
  const session = new Session()
  session.connect()
  session.on('Debugger.scriptParsed', ({ params: { url } }) => {
    const path = url.startsWith('file:') ? fileURLToPath(url) : url
    if (path.startsWith(folder)) found.push(path)
  })
  // Tells of every script there is before it answers.
  session.post('Debugger.enable')
  session.disconnect()
  return found
}

/** The files that one needs before it can do anything: not those that it asks for later, within a promise. */
const needed = async (file: string, found = new Set<string>()): Promise<ReadonlySet<string>> => {
  if (found.has(file)) return found
  found.add(file)
  const text = await readFile(file, 'utf8')
  for (const [, name = ''] of text.matchAll(/(?<!\(\)=>(?:[\w$]+\()?)require\("(\.[^"]+)"\)/g)) await needed(join(dirname(file), name), found)
  return found
}

// Before any other test asks the extension for anything.
const atFirst = extension?.activate().then(() => loaded(extension.extensionPath))

describe('activation', () => {
  it('loads the files that register things, and none of the rest', async () => {
    assert.ok(extension && atFirst)
    const manifest: { main: string } = extension.packageJSON
    const files = await needed(join(extension.extensionPath, manifest.main))
    assert.deepEqual((await atFirst).toSorted(), [...files].toSorted())
  })

  it(`takes less than ${target} ms by the editor’s own count`, async () => {
    assert.ok(extension && (await atFirst))
    await vscode.commands.executeCommand('perfview.show')
    const report = (): string => vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'perf')?.getText() ?? ''
    const row = (): string | undefined => /^\|\s*coldopen\.coldopen\s*\|.*$/m.exec(report())?.[0]
    await until('the editor tells of the activation', () => row() !== undefined)
    const [, , , load, call, finish] = (row() ?? '').split('|').map(cell => Number(cell.trim()))
    assert.ok(load !== undefined && call !== undefined && finish !== undefined, row())
    const crowd = loadavg()[0] ?? 0
    const told = `${load} ms to load, ${call} ms to activate, ${finish} ms until that is over; load ${crowd.toFixed(1)}`
    console.log(`activation: ${told}`)
    // Where each process waits for its turn, the figure is not the extension's.
    assert.ok(load + call + finish < target || crowd > 2 * availableParallelism(), told)
    await closeEditors()
  })

  it('has every command of the manifest', async () => {
    assert.ok(extension)
    const manifest: { contributes: { commands: { command: string }[] } } = extension.packageJSON
    const known = new Set(await vscode.commands.getCommands(true))
    assert.deepEqual(manifest.contributes.commands.map(({ command }) => command).filter(command => !known.has(command)), [])
  })

  // What stands behind the views is not loaded yet.
  it('looks at a script that was open before its first segment came', async () => {
    const files = filesOf(planOf(2, 2), segmentsOf(2))
    const { document, editor } = await openDocument('# The Light\n', 'light.md')
    await writeFile(join(dirname(document.uri.fsPath), 'light_metadata.json'), files.get('light_metadata.json') ?? '')
    await insist(editor, builder => builder.insert(new vscode.Position(1, 0), (files.get('light.md') ?? '').replaceAll('TOBIAS REED', 'NOBODY')))
    await until('its problems are told', () => vscode.languages.getDiagnostics(document.uri).length > 0)
    await closeEditors()
  })
})
