import { mkdtemp, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as vscode from 'vscode'
import type { Draft } from '../../../apps/vscode/src/drafts/draft.ts'

/** A brief in a folder of its own. */
export type BriefFolder = {
  readonly dir: string
  readonly uri: vscode.Uri
  /** The only file of the folder whose name matches. */
  readonly file: (name: RegExp) => Promise<vscode.Uri>
}

export async function writeBrief(front: string, idea = 'A lighthouse keeper finds a door in the sea'): Promise<BriefFolder> {
  const workspace = vscode.workspace.workspaceFolders?.[0]
  if (workspace === undefined) throw new Error('The window has no folder.')
  const dir = await mkdtemp(join(workspace.uri.fsPath, 'brief-'))
  const path = join(dir, 'brief.md')
  await writeFile(path, `---\n${front}\n---\n\n${idea}\n`)
  const file = async (name: RegExp): Promise<vscode.Uri> => {
    const found = (await readdir(dir)).filter(each => name.test(each))
    if (found.length !== 1 || found[0] === undefined) throw new Error(`Of ${name} there are ${found.length} in ${dir}.`)
    return vscode.Uri.file(join(dir, found[0]))
  }
  return { dir, uri: vscode.Uri.file(path), file }
}

/** Chooses the sample writer at a speed (tokens a second) until it is disposed of. */
export async function sampleAt(speed: number): Promise<AsyncDisposable> {
  const settings = vscode.workspace.getConfiguration('coldopen')
  const set = async (provider: string | undefined, tokens: number | undefined): Promise<void> => {
    await settings.update('provider', provider, vscode.ConfigurationTarget.Workspace)
    await settings.update('sampleSpeed', tokens, vscode.ConfigurationTarget.Workspace)
  }
  await set('sample', speed)
  return { [Symbol.asyncDispose]: () => set(undefined, undefined) }
}

/** Runs a command that begins a draft. Fails when none has begun. */
export async function begin(command: string, uri: vscode.Uri): Promise<Draft> {
  const draft = await vscode.commands.executeCommand<Draft | undefined>(command, uri)
  if (draft === undefined) throw new Error(`${command} has begun no draft.`)
  return draft
}

/** Runs a command that begins a draft, and waits for its end. */
export async function carryOut(command: string, uri: vscode.Uri): Promise<Draft> {
  const draft = await begin(command, uri)
  await draft.ended
  if (draft.status !== 'completed') throw new Error(`The draft is ${draft.status}: ${draft.problem?.message}`)
  return draft
}

/** The titles of the CodeLenses of a file, without their icons. */
export async function lensesOf(uri: vscode.Uri): Promise<string[]> {
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri)
  return lenses.map(lens => lens.command?.title.replace(/^\$\([\w-]+\) /, '') ?? '')
}
