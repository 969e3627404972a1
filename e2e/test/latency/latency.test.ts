import assert from 'node:assert/strict'
import { appendFile } from 'node:fs/promises'
import { loadavg } from 'node:os'
import type { RecordedRequest } from '@coldopen/fake-openai'
import { afterEach, describe, it } from 'mocha'
import * as vscode from 'vscode'
import { systemClock } from '../../../apps/vscode/src/stream/editor-port.ts'
import { arrivals, delays, quantile, type Heard } from '../../src/latency/arrivals.ts'
import { reportVariable } from '../../src/latency/report.ts'
import { begin, writeBrief } from '../host/brief-folder.ts'
import { closeEditors, insist, openDocument } from '../host/open-document.ts'

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

/** Characters of the text that the writer has in the script. */
const sizes = [
  { name: '10 kB', own: 0 },
  { name: '1 MB', own: 1_000_000 },
]

const notes = (length: number): string => 'A note of the writer’s, which stays as it is.\n'.repeat(length / 46)

describe('from a byte of the model’s to the character in the document', () => {
  for (const { name, own } of sizes) {
    it(name, async function () {
      this.timeout(110_000)
      const earlier = (await requests()).length
      const settings = vscode.workspace.getConfiguration('coldopen')
      await settings.update('provider', 'openai', vscode.ConfigurationTarget.Workspace)
      const { uri } = await writeBrief(`coldopen: movie\nsegments: 5\nper_set: 5`, `A lighthouse keeper finds ${name} of letters`)
      const draft = await begin('coldopen.draftBrief', uri)
      const scriptNow = (): vscode.TextDocument | undefined => vscode.workspace.textDocuments.find(open => open.uri.toString() === draft.place?.script.toString())
      // A plan is written first, for as long as it takes.
      while (!scriptNow()?.getText().includes('<!-- seg_0001') && draft.status !== 'failed') await systemClock.sleep(50)
      const document = scriptNow()
      assert.ok(document, draft.problem?.message)
      const editor = vscode.window.visibleTextEditors.find(shown => shown.document === document)
      assert.ok(editor, 'the script is shown')
      await insist(editor, builder => builder.insert(document.positionAt(document.getText().indexOf('<!-- seg_0001')), notes(own)))

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
      const found = answers.flatMap(({ answer, stamps }) => (answer === null || stamps === undefined ? [] : delays({ answer, stamps }, there)))
      assert.ok(found.length > 1000, `${found.length} characters were measured`)
      await report(`${name} (${there.text.length} characters)`, found, `${found.length} characters, ${heard.length} edits`)
    })
  }
})

/** A bare edit of an extension’s, with nothing of ours before it: what the editor itself takes. */
describe('an edit of the editor’s alone', () => {
  const cases = [
    { name: '10 kB of Markdown', own: 10_000, file: 'notes.md', interval: 50 },
    { name: '1 MB of Markdown', own: 1_000_000, file: 'notes.md', interval: 100 },
    { name: '1 MB of plain text', own: 1_000_000, file: 'notes.txt', interval: 100 },
  ]
  for (const { name, own, file, interval } of cases) {
    it(name, async function () {
      this.timeout(110_000)
      const { document, editor } = await openDocument(notes(own), file)
      const found: number[] = []
      for (let count = 0; count < 100; count++) {
        const began = performance.now()
        const place = document.positionAt(document.getText().length)
        await insist(editor, builder => builder.insert(place, 'Forty characters that a model may write '))
        found.push(performance.now() - began)
        await systemClock.sleep(Math.max(0, began + interval - performance.now()))
      }
      await report(`the editor alone, ${name}`, found, `${found.length} edits`)
    })
  }
})
