import { connect } from 'node:net'
import { parseArgs } from 'node:util'

/**
 * A thousand subscribers in a process of its own, each a socket that reads what comes: as little work as can be, so that
 * the server is what is measured. Answers the lags it saw since it was last asked.
 */
const { values } = parseArgs({ options: { url: { type: 'string' }, token: { type: 'string' }, path: { type: 'string' }, count: { type: 'string' } } })
const { hostname, port, host } = new URL(values.url ?? '')
const request = `GET ${values.path} HTTP/1.1\r\nhost: ${host}\r\nauthorization: Bearer ${values.token}\r\naccept: text/event-stream\r\n\r\n`

let lags: number[] = []
const now = (): number => performance.timeOrigin + performance.now()

/** The lag of the oldest text in a piece, in milliseconds: what was said first has waited longest. */
function take(piece: Buffer): void {
  const from = piece.indexOf(64)
  const to = piece.indexOf(64, from + 1)
  if (from >= 0 && to > from) lags.push(now() - Number(piece.toString('latin1', from + 1, to)))
}

function follow(): Promise<void> {
  const socket = connect(Number(port), hostname, () => socket.write(request))
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  socket.once('data', piece => (piece.toString('latin1', 0, 12) === 'HTTP/1.1 200' ? resolve() : reject(new Error(piece.toString('latin1', 0, 300)))))
  socket.on('data', take)
  socket.on('error', reject)
  return promise
}

for (let left = Number(values.count); left > 0; left -= 50) await Promise.all(Array.from({ length: Math.min(50, left) }, follow))

process.on('message', () => {
  process.send?.(lags)
  lags = []
})
process.on('disconnect', () => process.exit())
process.send?.('here')
