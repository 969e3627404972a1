import { OverviewRulerLane, ThemeColor, Uri, window, type DecorationOptions, type Disposable } from 'vscode'
import { scanScript } from '../script-files/scan-script.ts'
import { createFactsReader } from '../script-files/script-texts.ts'
import { positionsIn } from './apply-changes.ts'
import type { CurrentScript } from './current-script.ts'
import { scriptUri } from './open-script.ts'

/** Marks in the gutter of the current script: where text arrives, and which segments are locked. */
export const createMarks = (current: CurrentScript, extension: Uri): Disposable => {
  const icon = (name: string) => ({
    gutterIconSize: '70%',
    light: { gutterIconPath: Uri.joinPath(extension, 'media', `${name}-light.svg`) },
    dark: { gutterIconPath: Uri.joinPath(extension, 'media', `${name}-dark.svg`) },
  })
  const head = window.createTextEditorDecorationType({ ...icon('head'), overviewRulerColor: new ThemeColor('progressBar.background'), overviewRulerLane: OverviewRulerLane.Left })
  const locked = window.createTextEditorDecorationType(icon('locked'))
  const facts = createFactsReader()

  const draw = async (): Promise<void> => {
    const script = await current.read()
    if (script?.names.unit !== 'segment') return
    const uri = scriptUri(script).toString()
    const editors = window.visibleTextEditors.filter(editor => editor.document.uri.toString() === uri)
    if (editors.length === 0) return
    const { run, locks } = facts(script)
    const { writing } = current.live(run)
    const text = script.texts.get(script.names.script) ?? ''
    const at = positionsIn(text)
    const heads: DecorationOptions[] = []
    const locksAt: DecorationOptions[] = []
    for (const segment of writing.size + locks.size > 0 ? scanScript(text).segments : []) {
      const position = at(segment.heading.start)
      const range = { range: editors[0]?.document.lineAt(Math.min(position.line, editors[0].document.lineCount - 1)).range }
      if (!range.range) continue
      if (segment.number !== undefined && writing.has(segment.number)) heads.push({ range: range.range })
      if (segment.id !== undefined && locks.has(segment.id)) locksAt.push({ range: range.range })
    }
    for (const editor of editors) {
      editor.setDecorations(head, heads)
      editor.setDecorations(locked, locksAt)
    }
  }

  const held = [current.onDidChange(() => void draw()), window.onDidChangeVisibleTextEditors(() => void draw()), head, locked]
  return {
    dispose() {
      for (const one of held) one.dispose()
    },
  }
}
