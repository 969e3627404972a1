import { createProgress, type RunEvent } from '@coldopen/client'
import { StatusBarAlignment, window, type Disposable } from 'vscode'

/** The one status item: what is being drafted, how far it is, and a click to stop; or how it ended, and a click to the log. */
export type Status = Disposable & {
  readonly begin: () => void
  readonly show: (event: RunEvent) => string
  readonly fail: (message: string) => void
}

export const createStatus = (): Status => {
  const item = window.createStatusBarItem('coldopen.status', StatusBarAlignment.Left, 10)
  item.name = 'Coldopen'
  let progress = createProgress()
  let drawn = 0

  const end = (text: string, tooltip: string): void => {
    item.text = text
    item.tooltip = tooltip
    item.command = { command: 'coldopen.showLog', title: 'Show log' }
  }
  return {
    begin() {
      progress = createProgress()
      item.text = '$(sync~spin) Coldopen: starting'
      item.tooltip = 'Click to stop drafting'
      item.command = { command: 'coldopen.stop', title: 'Stop drafting' }
      item.show()
    },
    show(event) {
      progress.take(event)
      const line = progress.line()
      if (event.type === 'run-end') {
        end(event.status === 'completed' ? '$(check) Coldopen: done' : `$(debug-pause) Coldopen: ${event.status}`, `${line}\nClick for the log`)
      } else if (performance.now() - drawn > 100) {
        drawn = performance.now()
        item.text = `$(sync~spin) Coldopen: ${progress.short()}`
        item.tooltip = `${line}\nClick to stop drafting`
      }
      return line
    },
    fail: message => end('$(error) Coldopen: stopped', message),
    dispose: () => item.dispose(),
  }
}
