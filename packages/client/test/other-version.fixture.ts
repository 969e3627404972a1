import { createServer } from 'node:http'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { protocolVersion, serverFileName } from '@coldopen/core'
import { initTRPC } from '@trpc/server'
import { createHTTPHandler } from '@trpc/server/adapters/standalone'

/** A server of another version, in a process of its own: `node other-version.fixture.ts FOLDER idle|busy`. */
const [, , folder = '', state] = process.argv
const t = initTRPC.create()
const health = t.procedure.query(() => ({ protocol: protocolVersion + 1, pid: process.pid, idle: state === 'idle' }))
const server = createServer(createHTTPHandler({ router: t.router({ health }), basePath: '/trpc/', allowMethodOverride: true }))
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const file = { url: `http://127.0.0.1:${port}`, token: 'f'.repeat(64), pid: process.pid, protocol: protocolVersion + 1 }
  writeFileSync(join(folder, serverFileName), JSON.stringify(file))
  process.stdout.write('listening\n')
})
