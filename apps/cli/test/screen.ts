import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Desk } from './desk.ts'

const run = promisify(execFile)

/** A terminal as a person has it before them: 80 columns, 24 rows, a shell. */
export type Terminal = AsyncDisposable & {
  /** Types words, or presses a key such as `C-c`. */
  readonly type: (...keys: string[]) => Promise<void>
  /** Types a command of ours and presses Enter. */
  readonly coldopen: (line: string) => Promise<void>
  /** What is to be seen, once it fits; with everything that has scrolled away. */
  readonly shows: (words: string | RegExp) => Promise<string>
  readonly screen: () => Promise<string>
  /** Wipes everything that was shown. */
  readonly clear: () => Promise<void>
  readonly isCursorVisible: () => Promise<boolean>
}

const main = fileURLToPath(new URL('../bin/coldopen.js', import.meta.url))

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

export const openTerminal = async (desk: Desk, env: { readonly [name: string]: string | undefined }): Promise<Terminal> => {
  const socket = join(desk.cwd, 'tmux')
  const tmux = async (...args: string[]): Promise<string> => (await run('tmux', ['-f', '/dev/null', '-S', socket, ...args])).stdout
  const variables = Object.entries({ COLDOPEN_DATA: desk.data, HOME: desk.cwd, PS1: '$ ', ...env })
  const exports = variables.map(([name, value]) => `export ${name}=${quoted(value ?? '')}`).join('\n')
  const rc = join(desk.cwd, 'rc')
  await writeFile(rc, `${exports}\ncoldopen() { ${quoted(process.execPath)} ${quoted(main)} "$@"; echo "[exit $?]"; }\n`)
  await tmux('new-session', '-d', '-x', '80', '-y', '24', '-c', desk.cwd, `bash --rcfile ${quoted(rc)} -i`)
  const screen = () => tmux('capture-pane', '-p', '-S', '-')
  const shows = async (words: string | RegExp): Promise<string> => {
    for (let until = performance.now() + 30_000; performance.now() < until; await sleep(50)) {
      const seen = await screen()
      if (typeof words === 'string' ? seen.includes(words) : words.test(seen)) return seen
    }
    throw new Error(`the screen does not show ${words}:\n${await screen()}`)
  }
  const type = async (...keys: string[]): Promise<void> => void (await tmux('send-keys', ...keys))
  await shows(/^\$/m)
  return {
    type,
    coldopen: line => type(`coldopen ${line}`, 'Enter'),
    shows,
    screen,
    async clear() {
      await type('clear', 'Enter')
      while ((await tmux('capture-pane', '-p')).trim() !== '$') await sleep(20)
      await tmux('clear-history')
    },
    isCursorVisible: async () => (await tmux('display-message', '-p', '#{cursor_flag}')).trim() === '1',
    async [Symbol.asyncDispose]() {
      await tmux('kill-server').catch(() => undefined)
    },
  }
}
