import { window, workspace, type Disposable, type TextDocument } from 'vscode'
import { createTelling } from './telling.ts'

/** Milliseconds after a change of the text until it is looked at: a script that has just begun has no segment yet. */
const pause = 500

/** Knows whether the editor in front shows what is looked for. */
export type InFront = Disposable & {
  /** Looks again, and tells what it finds. */
  readonly look: () => Promise<void>
}

/** Looks when another editor comes to the front, and while text comes into it until that is what is looked for; tells each time what it has found. */
export const lookInFront = (isIt: (document: TextDocument) => boolean | Promise<boolean>, tell: (isThere: boolean) => unknown): InFront => {
  let told = false
  let looks = 0

  const look = async (): Promise<void> => {
    later.stop()
    const mine = ++looks
    const document = window.activeTextEditor?.document
    const found = document !== undefined && (await isIt(document))
    // What was looked at before another look began may be another editor, or the text as it was.
    if (mine !== looks) return
    told = found
    await tell(found)
  }

  const later = createTelling(() => void look(), () => pause)
  const held = [
    window.onDidChangeActiveTextEditor(() => void look()),
    workspace.onDidChangeTextDocument(({ document }) => {
      if (!told && document === window.activeTextEditor?.document) later.soon()
    }),
  ]
  void look()
  return {
    look,
    dispose() {
      later.stop()
      for (const one of held) one.dispose()
    },
  }
}
