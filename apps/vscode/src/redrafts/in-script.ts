import { commands, window, workspace, type Disposable, type TextDocument } from 'vscode'

/** Milliseconds after a change of the text until it is looked at: a script that has just begun has no segment yet. */
const pause = 500

/** Tells the palette and the menus, by `coldopen.inScript`, whether the editor in front shows a script. */
export type InScript = Disposable & {
  /** Looks again, and tells what it finds. */
  readonly look: () => Promise<void>
}

export const tellInScript = (isScript: (document: TextDocument) => Promise<boolean>): InScript => {
  let told = false
  let looks = 0
  let later: NodeJS.Timeout | undefined

  const look = async (): Promise<void> => {
    clearTimeout(later)
    later = undefined
    const mine = ++looks
    const document = window.activeTextEditor?.document
    const found = document !== undefined && (await isScript(document))
    // What was looked at before another look began may be another editor, or the script as it was.
    if (mine !== looks) return
    told = found
    await commands.executeCommand('setContext', 'coldopen.inScript', found)
  }

  const held = [
    window.onDidChangeActiveTextEditor(() => void look()),
    workspace.onDidChangeTextDocument(({ document }) => {
      if (!told && document === window.activeTextEditor?.document) later ??= setTimeout(() => void look(), pause)
    }),
  ]
  void look()
  return {
    look,
    dispose() {
      clearTimeout(later)
      for (const one of held) one.dispose()
    },
  }
}
