import { once } from 'node:events'
import { connect } from 'node:net'
import { runMocha } from '../suite/run-mocha.ts'
import type { HostOrders } from './host-orders.ts'
import { ordersVariable } from './host-orders.ts'

/** The editor calls this inside the extension host. */
export async function run(): Promise<void> {
  const orders: HostOrders = JSON.parse(process.env[ordersVariable] ?? '')
  const socket = connect(orders.socket)
  await once(socket, 'connect')
  await runMocha({ files: orders.files, grep: orders.grep, timeout: 30_000, retries: 1, hooks: {} }, event => socket.write(`${JSON.stringify(event)}\n`))
  socket.end(`${JSON.stringify({ type: 'end' })}\n`)
  await once(socket, 'close')
}
