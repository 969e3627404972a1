import assert from 'node:assert/strict'
import { afterEach, describe, it } from 'mocha'
import * as vscode from 'vscode'
import { closeEditors, openDocument, until } from './open-document.ts'

afterEach(closeEditors)

const labelsAt = async (document: vscode.TextDocument, line: number): Promise<string[]> => {
  const place = document.lineAt(line).range.end
  const list = await vscode.commands.executeCommand<vscode.CompletionList>('vscode.executeCompletionItemProvider', document.uri, place)
  return list.items.map(({ label }) => (typeof label === 'string' ? label : label.label))
}

const problemsIn = (document: vscode.TextDocument): vscode.Diagnostic[] => vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === 'Coldopen')

describe('the front matter of a brief', () => {
  it('has completion and hover', async () => {
    const { document } = await openDocument('---\ncoldopen: movie\nrating: \nper\n---\n\nAn idea.\n', 'brief.md')
    assert.ok((await labelsAt(document, 3)).includes('per_set'))
    const ratings = await labelsAt(document, 2)
    assert.deepEqual(['general', 'teen', 'mature'].filter(rating => !ratings.includes(rating)), [])
    const [hover] = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, new vscode.Position(1, 2))
    const text = hover?.contents.map(content => (typeof content === 'string' ? content : content.value)).join('')
    assert.match(text ?? '', /The format/)
  })

  it('has its mistakes told where they stand, and put right by a quick fix', async () => {
    const { document } = await openDocument('---\ncoldopen: movie\nsegmets: 30\n---\n\nAn idea.\n', 'brief.md')
    await until('the mistake is told', () => problemsIn(document).length === 1)
    const [problem] = problemsIn(document)
    assert.deepEqual(problem?.range, new vscode.Range(2, 0, 2, 7))
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', document.uri, problem?.range, vscode.CodeActionKind.QuickFix.value)
    const fix = actions.find(({ title }) => title === 'Change it to segments')
    assert.ok(fix?.edit)
    await vscode.workspace.applyEdit(fix.edit)
    assert.equal(document.lineAt(2).text, 'segments: 30')
    await until('nothing is wrong any more', () => problemsIn(document).length === 0)
  })

  it('is looked at in briefs alone', async () => {
    const { document } = await openDocument('---\ntitle: Notes\nsegmets: 30\n---\n', 'notes.md')
    const { document: brief } = await openDocument('---\ncoldopen: moive\n---\n\nAn idea.\n', 'brief.md')
    await until('the brief has been looked at', () => problemsIn(brief).length > 0)
    assert.deepEqual(problemsIn(document), [])
  })
})

describe('a plan as JSON', () => {
  it('has its mistakes told by the schema that the program reads it by', async function () {
    this.timeout(60_000)
    const info = { total_segments: 0, segments_per_set: 1, generated_at: '2026-11-20T09:00:00Z', idea: '', no_narration: false, narration_only_first: false, adult_story: false }
    const { document } = await openDocument(JSON.stringify({ title: 'A', short_summary: 7, generation_info: info }, null, 2), 'a_metadata.json')
    const problems = (): string => vscode.languages.getDiagnostics(document.uri).map(({ message }) => message).join('\n')
    await until('the schema was asked', () => /story_outline/.test(problems()) && /string/.test(problems()))
    const { document: other } = await openDocument('{ "name": "of another program" }', 'other_metadata.json')
    assert.deepEqual(vscode.languages.getDiagnostics(other.uri), [])
  })
})
