import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { serverFileName, serverFileSchema } from '@coldopen/core'
import { expect, test } from 'vitest'
import { connectLocal, type LocalPlace } from '../src/local-server.ts'
import { killOutright } from './processes.ts'

type Home = AsyncDisposable & { readonly place: LocalPlace; readonly serverPid: () => Promise<number> }

/** A data folder of a test's own, whose server ends with it. */
const openHome = async (): Promise<Home> => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'coldopen-home-'))
  const main = fileURLToPath(import.meta.resolve('@coldopen/server/main'))
  const env = { PATH: process.env['PATH'], COLDOPEN_PROVIDER: 'sample', NODE_COMPILE_CACHE: join(dataFolder, 'compiled') }
  const serverPid = async (): Promise<number> => {
    const text = await readFile(join(dataFolder, serverFileName), 'utf8').catch(() => '{}')
    return serverFileSchema.safeParse(JSON.parse(text)).data?.pid ?? 0
  }
  return {
    place: { dataFolder, launch: { command: process.execPath, args: [main], env } },
    serverPid,
    async [Symbol.asyncDispose]() {
      const pid = await serverPid()
      if (pid > 0) await killOutright(pid)
      await rm(dataFolder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

const startOther = async (folder: string, state: 'idle' | 'busy') => {
  const other = spawn(process.execPath, [fileURLToPath(new URL('other-version.fixture.ts', import.meta.url)), folder, state], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(other.stdout, 'data')
  return {
    process: other,
    async [Symbol.asyncDispose]() {
      if (other.exitCode !== null || other.signalCode !== null) return
      other.kill('SIGKILL')
      await once(other, 'exit')
    },
  }
}

test('those who come at the same moment end up with one server, and so does whoever comes later', { timeout: 60_000 }, async () => {
  await using home = await openHome()
  const clients = await Promise.all([connectLocal(home.place), connectLocal(home.place), connectLocal(home.place)])
  const later = await connectLocal(home.place)
  const answers = await Promise.all([...clients, later].map(client => client.api.health.query()))
  expect(new Set(answers.map(answer => answer.pid))).toEqual(new Set([await home.serverPid()]))
  expect(new Set([...clients, later].map(client => client.url)).size).toBe(1)
  expect((await stat(join(home.place.dataFolder, serverFileName))).mode & 0o777).toBe(0o600)
})

test('an idle server of another version is replaced', { timeout: 60_000 }, async () => {
  await using home = await openHome()
  await using other = await startOther(home.place.dataFolder, 'idle')
  const client = await connectLocal(home.place)
  expect(await client.api.runs.list.query({})).toEqual({ runs: [] })
  expect(other.process.signalCode).toBe('SIGTERM')
  expect(await home.serverPid()).not.toBe(other.process.pid)
})

test('a server of another version that is at work is left to it, and named', async () => {
  await using home = await openHome()
  await using other = await startOther(home.place.dataFolder, 'busy')
  await expect(connectLocal(home.place)).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining(`process ${other.process.pid}`) })
  expect(other.process.exitCode).toBeNull()
})

test('what is left of a dead server is no server, and one that cannot start says why', { timeout: 60_000 }, async () => {
  await using home = await openHome()
  const { dataFolder, launch } = home.place
  await writeFile(join(dataFolder, serverFileName), '{"url": "http://127.0.0.1:9", "tok')
  expect(await (await connectLocal(home.place)).api.runs.list.query({})).toEqual({ runs: [] })

  await using broken = await openHome()
  await writeFile(join(broken.place.dataFolder, 'coldopen.sqlite'), 'no database at all'.repeat(100))
  await expect(connectLocal(broken.place)).rejects.toMatchObject({ code: 'storage', message: expect.stringMatching(/did not start: .*not a database of Coldopen.*server\.log/s) })
  const nowhere = { dataFolder: broken.place.dataFolder, launch: { ...launch, command: join(dataFolder, 'no-such-program') } }
  await expect(connectLocal(nowhere)).rejects.toMatchObject({ code: 'storage' })
})
