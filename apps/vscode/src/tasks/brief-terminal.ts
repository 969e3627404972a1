import { EventEmitter, type Pseudoterminal, type TerminalDimensions } from 'vscode'
import { problemOf } from '../drafts/problem-of.ts'
import { exitCodes } from './run-briefs.ts'

/** The screen of a task. */
export type Screen = {
  readonly line: (text: string) => void
  /** Takes the place of the line of progress before it. */
  readonly progress: (text: string) => void
}

/** Nothing that came from a model or a file moves the cursor, colours the screen or rings a bell. */
const plain = (text: string): string => text.replace(/\s+/g, ' ').replace(/\p{C}/gu, '')

const cleared = '\r\u001B[2K'

/** A terminal in which `run` tells what it does. Its answer is the exit code, 1 where it throws; Ctrl+C and the closing of the terminal end it. */
export const createBriefTerminal = (run: (screen: Screen, signal: AbortSignal) => Promise<number>): Pseudoterminal => {
  const written = new EventEmitter<string>()
  const closed = new EventEmitter<number>()
  const stop = new AbortController()
  let columns = 80
  let inProgress = false
  const screen: Screen = {
    line(text) {
      written.fire(`${inProgress ? cleared : ''}${text.match(/^ */)?.[0] ?? ''}${plain(text).trim()}\r\n`)
      inProgress = false
    },
    progress(text) {
      written.fire(`${cleared}  ${plain(text).slice(0, Math.max(10, columns - 4))}`)
      inProgress = true
    },
  }
  const resize = (dimensions: TerminalDimensions | undefined): void => {
    columns = dimensions?.columns ?? columns
  }
  return {
    onDidWrite: written.event,
    onDidClose: closed.event,
    open(dimensions) {
      resize(dimensions)
      void run(screen, stop.signal)
        .catch((error: unknown) => {
          screen.line(problemOf(error).message)
          return exitCodes.stopped
        })
        .then(exit => closed.fire(exit))
    },
    setDimensions: resize,
    handleInput: typed => typed.includes('\u0003') && stop.abort(),
    close: () => stop.abort(),
  }
}
