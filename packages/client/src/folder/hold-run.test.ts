import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { temporaryFolder } from './folder.fixture.ts'
import { holdRun } from './hold-run.ts'

const holding = (folder: string): string =>
  `const { holdRun } = await import(${JSON.stringify(new URL('hold-run.ts', import.meta.url).href)}); process.stdout.write(String((await holdRun(${JSON.stringify(folder)}, 'one')) !== undefined)); setInterval(() => {}, 1000)`

test('the files of a run are written by one process: the next has them once the first is gone, killed or not', async () => {
  await using home = await temporaryFolder()
  const first = spawn(process.execPath, ['--input-type=module', '-e', holding(home.dir)], { stdio: ['ignore', 'pipe', 'inherit'] })
  expect(String((await once(first.stdout, 'data'))[0])).toBe('true')
  expect(await holdRun(home.dir, 'one')).toBeUndefined()
  const other = await holdRun(home.dir, 'two')
  expect(other).toBeDefined()
  other?.release()
  first.kill('SIGKILL')
  await once(first, 'exit')
  const held = await holdRun(home.dir, 'one')
  expect(held).toBeDefined()
  expect(await holdRun(home.dir, 'one')).toBeUndefined()
  held?.release()
  const again = await holdRun(home.dir, 'one')
  expect(again).toBeDefined()
  again?.release()
})
