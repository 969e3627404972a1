import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'mocha'
import { isAlive } from './process-groups.ts'
import { endStrays } from './strays.ts'

it('ends a process that left its family, and no other', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'strays-'))
  const start = async (home: string): Promise<number> => {
    const parent = spawn('sh', ['-c', 'setsid sleep 60 & echo $!'], { env: { PATH: process.env['PATH'] ?? '', HOME: home }, stdio: ['ignore', 'pipe', 'inherit'] })
    const [line]: unknown[] = await once(parent.stdout, 'data')
    return Number(String(line))
  }
  const stray = await start(join(folder, 'home'))
  const other = await start(`${folder}-other/home`)
  await endStrays(folder)
  assert.ok(!isAlive(stray))
  assert.ok(isAlive(other))
  process.kill(other)
  await rm(folder, { recursive: true })
})
