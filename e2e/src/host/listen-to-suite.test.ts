import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'mocha'
import type { SuiteEvent } from '../suite/suite-events.ts'
import { listenToSuite } from './listen-to-suite.ts'

it('hears each event of a suite in another process, and its end', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'suite-'))
  const heard: SuiteEvent[] = []
  const listener = await listenToSuite(join(folder, 'suite.sock'), event => heard.push(event))
  const socket = connect(join(folder, 'suite.sock'))
  await once(socket, 'connect')
  const pass: SuiteEvent = { type: 'pass', title: 'does “it”', depth: 1, milliseconds: 5 }
  const lines = `${JSON.stringify(pass)}\n${JSON.stringify({ type: 'end' })}\n`
  socket.write(lines.slice(0, 20))
  socket.end(lines.slice(20))
  await listener.ended
  assert.deepEqual(heard, [pass])
  await listener.close()
  await rm(folder, { recursive: true })
})
