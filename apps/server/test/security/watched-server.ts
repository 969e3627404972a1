import { startServer } from '../../src/start-server.ts'
import { monitorEventLoopDelay } from 'node:perf_hooks'

/**
 * A server as a process that tells how long its event loop stood still: by the clock, and by the CPU time of one turn of the
 * loop, which does not count what other programs take. Milliseconds. `COLDOPEN_DATA` names the data folder.
 */
const dataFolder = process.env['COLDOPEN_DATA'] ?? ''
const server = await startServer({ dataFolder, env: process.env })
const delay = monitorEventLoopDelay({ resolution: 1 })
delay.enable()

let longest = 0
let before = process.threadCpuUsage()
const turn = (): void => {
  const used = process.threadCpuUsage(before)
  before = process.threadCpuUsage()
  longest = Math.max(longest, (used.user + used.system) / 1000)
  setImmediate(turn)
}
turn()

process.on('message', () => {
  process.send?.({ cpu: longest, clock: delay.max / 1e6 })
  longest = 0
  delay.reset()
})
process.on('disconnect', () => void server.close().finally(() => process.exit()))
process.send?.({ url: server.url, token: server.token })
