import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { briefSchema, capabilityOf, newRun, resolveBrief, type RunState } from '@coldopen/core'
import { openSqliteStore } from '@coldopen/store'
import { expect, test } from 'vitest'
import { startServer } from '../src/index.ts'

test('a run that cannot be taken up keeps neither the server nor the other runs', async () => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'coldopen-take-up-'))
  const file = join(dataFolder, 'coldopen.sqlite')
  const capability = capabilityOf('sample', 'sample')
  const brief = resolveBrief(briefSchema.parse({ format: 'movie', idea: 'A door', segments: 2 }), capability)
  const options = { model: { provider: 'sample', model: 'sample' }, capability, concurrency: 1, retries: 0, resend: false, speed: 1e9 } as const
  const whole = newRun({ brief, options })
  const spoilt: RunState = JSON.parse(JSON.stringify({ ...whole, brief: { ...brief, format: 'none that there is' } }))
  try {
    const before = await openSqliteStore({ file })
    await before.create('spoilt', spoilt, new Date(0))
    await before.create('whole', whole, new Date(1))
    await before.close()

    const server = await startServer({ dataFolder, env: { LOG_LEVEL: 'silent' } })
    const health = await fetch(`${server.url}/health`)
    expect(health.status).toBe(200)
    const watching = await openSqliteStore({ file })
    await expect.poll(async () => (await watching.summary('whole'))?.status, { timeout: 20_000 }).toBe('completed')
    await watching.close()
    await server.close()
  } finally {
    await rm(dataFolder, { recursive: true, force: true })
  }
}, 30_000)
