import assert from 'node:assert/strict'
import { appendFile } from 'node:fs/promises'
import { loadavg } from 'node:os'
import type { RecordedRequest } from '@coldopen/fake-openai'
import { afterEach, describe, it } from 'mocha'
import * as vscode from 'vscode'
import { systemClock } from '../../../apps/vscode/src/stream/editor-port.ts'
import { pace } from '../../../apps/vscode/src/stream/pump.ts'
import { arrivals, delays, quantile, type Heard } from '../../src/latency/arrivals.ts'
import { reportVariable } from '../../src/latency/report.ts'
import { begin, writeBrief } from '../host/brief-folder.ts'
import { closeEditors, insist, openDocument, until } from '../host/open-document.ts'

afterEach(closeEditors)

const model = new URL('/__requests', process.env['OPENAI_BASE_URL'])

const requests = async (): Promise<readonly RecordedRequest[]> => {
  const known: readonly RecordedRequest[] = JSON.parse(await (await fetch(model)).text())
  return known
}

const report = async (what: string, found: readonly number[], more: string): Promise<void> => {
  const figures = [0.5, 0.95, 0.99, 1].map(share => Math.round(quantile(found, share)))
  const load = loadavg().map(each => each.toFixed(1)).join(' ')
  await appendFile(process.env[reportVariable] ?? '', `${what}: p50 ${figures[0]}, p95 ${figures[1]}, p99 ${figures[2]}, most ${figures[3]} ms; ${more}; load ${load}\n`)
}

/** Milliseconds in which a model writes one character: 200 tokens a second, of four characters each. */
const perCharacter = 1.25

/** Characters of the text that the writer has in the script. */
const sizes = [
  { name: '10 kB', own: 0 },
  { name: '100 kB', own: 100_000 },
  { name: '1 MB', own: 1_000_000 },
]

/** Milliseconds for which an editor is given to take in what was pasted, before a character counts. */
const rest = 3000

/** What a writer keeps beside her script: a heading for every thousand characters, and paragraphs below it. */
const notes = (length: number): string => {
  const said = `${'A note of the writer’s, which stays as it is. '.repeat(5).trimEnd()}\n\n`
  const day = `## A day at the lighthouse\n\n${said.repeat(4)}`
  return day.repeat(length / day.length)
}

/** Pastes at the beginning, as the writer's keys do: what streams meanwhile does not get in the way. */
const paste = async ({ document, viewColumn }: vscode.TextEditor, text: string): Promise<void> => {
  const editor = await vscode.window.showTextDocument(document, viewColumn === undefined ? {} : { viewColumn })
  editor.selection = new vscode.Selection(0, 0, 0, 0)
  const before = document.getText().length
  await vscode.commands.executeCommand('paste', { text })
  await until('the notes are pasted', () => document.getText().length >= before + text.length)
}

describe('from a byte of the model’s to the character in the document', () => {
  for (const { name, own } of sizes) {
    it(name, async function () {
      this.timeout(110_000)
      const earlier = (await requests()).length
      const settings = vscode.workspace.getConfiguration('coldopen')
      await settings.update('provider', 'openai', vscode.ConfigurationTarget.Workspace)
      const { uri } = await writeBrief(`coldopen: movie\nsegments: 5\nper_set: 5`, `A lighthouse keeper finds ${name} of letters`)
      await vscode.window.showTextDocument(uri)
      const draft = await begin('coldopen.draftBrief', uri)
      const scriptNow = (): vscode.TextDocument | undefined => vscode.workspace.textDocuments.find(open => open.uri.toString() === draft.place?.script.toString())
      // A plan is written first, for as long as it takes.
      while (!scriptNow()?.getText().includes('<!-- seg_0001') && draft.status !== 'failed') await systemClock.sleep(50)
      const document = scriptNow()
      assert.ok(document, draft.problem?.message)
      const editor = vscode.window.visibleTextEditors.find(shown => shown.document === document)
      assert.ok(editor, 'the script is shown')
      if (own > 0) await paste(editor, notes(own))
      const since = own > 0 ? Date.now() + rest : 0

      const length = document.getText().length
      const heard: Heard[] = []
      const watch = vscode.workspace.onDidChangeTextDocument(({ document: changed, contentChanges }) => {
        if (changed === document) heard.push({ at: Date.now(), changes: contentChanges })
      })
      await draft.ended
      watch.dispose()
      assert.equal(draft.status, 'completed', draft.problem?.message)

      const there = { text: document.getText(), times: arrivals(length, heard) }
      const answers = (await requests()).slice(earlier)
      const found = answers.flatMap(({ answer, stamps }) => (answer === null || stamps === undefined ? [] : delays({ answer, stamps, since }, there)))
      assert.ok(found.length > 1000, `${found.length} characters were measured`)
      await report(`${name} (${there.text.length} characters)`, found, `${found.length} characters, ${heard.length} edits`)
    })
  }
})

/** What the editor itself takes: the same amount of text at the same pace, by edits of an extension that does nothing else. */
describe('the editor alone', () => {
  for (const { name, own } of [{ name: '10 kB', own: 10_000 }, ...sizes.slice(1)]) {
    it(name, async function () {
      this.timeout(110_000)
      const { document, editor } = await openDocument(notes(own), 'notes.md')
      await systemClock.sleep(rest)
      const interval = own > pace.large ? pace.slowInterval : pace.interval
      const text = Array.from({ length: 100 }, (_, line) => `On day ${line} the keeper wrote a letter that nobody sent for.\n`).join('')
      let at = document.positionAt(document.getText().length)
      let heardAt = 0
      const watch = vscode.workspace.onDidChangeTextDocument(({ document: changed }) => {
        if (changed === document) heardAt = performance.now()
      })
      const found: number[] = []
      const began = performance.now()
      let [written, edits] = [0, 0]
      while (written < text.length) {
        const started = performance.now()
        const due = Math.min(text.length, Math.floor((started - began) / perCharacter))
        const piece = text.slice(written, due)
        if (piece !== '') {
          await insist(editor, builder => builder.insert(at, piece))
          const lines = piece.split('\n')
          at = new vscode.Position(at.line + lines.length - 1, (lines.length === 1 ? at.character : 0) + (lines.at(-1)?.length ?? 0))
          for (; written < due; written++) found.push(heardAt - began - (written + 1) * perCharacter)
          edits++
        }
        await systemClock.sleep(Math.max(1, started + interval - performance.now()))
      }
      watch.dispose()
      await report(`the editor alone, ${name}`, found, `${found.length} characters, ${edits} edits`)
    })
  }
})
