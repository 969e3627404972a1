import { once } from 'node:events'
import { expect, test } from 'vitest'
import { openDesk } from './desk.ts'

test('users of a hosted server are added, listed and revoked from a terminal, here and by its address', async () => {
  await using desk = await openDesk()
  const token = 'ab'.repeat(32)
  const env = { COLDOPEN_TOKEN: token }
  const serving = desk.start(['serve', '--listen', '0.0.0.0'], { env })
  let told = ''
  serving.process.stdout?.on('data', piece => (told += String(piece)))
  await serving.says(/Coldopen serves .* at http:\/\/127\.0\.0\.1:\d+/)

  expect((await desk.coldopen(['user', 'list'], { env })).stdout).toContain('no users yet')
  const added = await desk.coldopen(['user', 'add', 'anna', '--runs', '2', '--requests', '100', '--cost', '1.5'], { env })
  expect(added).toMatchObject({ code: 0, stdout: expect.stringMatching(/^co_[\w-]{43}\n$/), stderr: expect.stringContaining('shown this once') })
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(told)?.[0] ?? ''
  const elsewhere = ['--server', url]
  const listed = await desk.coldopen(['user', 'list', ...elsewhere], { env })
  expect(listed.stdout).toMatch(/^anna +user +today 0 of 100 requests, \$0\.0000 of 1\.5, at most 2 runs at once$/m)
  expect(listed.stdout).not.toContain(added.stdout.trim())

  const byUser = await desk.coldopen(['user', 'list', ...elsewhere], { env: { COLDOPEN_TOKEN: added.stdout.trim() } })
  expect(byUser).toMatchObject({ code: 1, stderr: expect.stringContaining('Only an admin') })
  const byNobody = await desk.coldopen(['user', 'list', ...elsewhere], { env: { COLDOPEN_TOKEN: 'cd'.repeat(32) } })
  expect(byNobody).toMatchObject({ code: 1, stderr: expect.stringContaining('missing or wrong') })
  const byNothing = await desk.coldopen(['user', 'list', ...elsewhere])
  expect(byNothing).toMatchObject({ code: 2, stderr: expect.stringContaining('COLDOPEN_TOKEN is not set') })

  expect((await desk.coldopen(['user', 'revoke', 'anna'], { env })).stdout).toContain('worth nothing')
  expect(await desk.coldopen(['user', 'revoke', 'anna'], { env })).toMatchObject({ code: 2, stderr: expect.stringContaining('no user anna') })
  expect(await desk.coldopen(['user', 'add', 'an na'], { env })).toMatchObject({ code: 2, stderr: expect.stringContaining('a name is 1 to 64 letters') })
  expect((await desk.coldopen(['user', 'list'], { env })).stdout).toMatch(/^anna +revoked \d{4}-\d\d-\d\d/m)

  serving.process.kill('SIGTERM')
  await once(serving.process, 'close')
}, 120_000)

test('a token that is too short is refused, in a sentence', async () => {
  await using desk = await openDesk()
  expect(await desk.coldopen(['serve'], { env: { COLDOPEN_TOKEN: 'secret' } })).toMatchObject({ code: 2, stderr: expect.stringContaining('openssl rand -hex 32') })
}, 60_000)
