import { connect, createServer, type Socket } from 'node:net'

/** A way to a server that breaks off. */
export type CutProxy = AsyncDisposable & {
  readonly url: string
  /** Connections that were opened so far. */
  readonly connections: () => number
}

/**
 * Passes bytes on to a server on this machine, and breaks the first connection off once it has passed on `cutAt` bytes of the
 * answer. Later connections are left whole. The server is told its own name, as it answers to no other.
 */
export const cutProxy = async (target: URL, cutAt: number): Promise<CutProxy> => {
  const sockets = new Set<Socket>()
  let connections = 0
  const proxy = createServer(down => {
    const up = connect(Number(target.port), target.hostname)
    let left = ++connections === 1 ? cutAt : Infinity
    for (const socket of [down, up]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        sockets.delete(socket)
        down.destroy()
        up.destroy()
      })
    }
    down.on('data', bytes => up.write(bytes.toString('latin1').replace(/^host: .*$/im, `host: ${target.host}`), 'latin1'))
    up.on('data', bytes => {
      const passed = bytes.subarray(0, left)
      left -= passed.length
      if (left > 0) down.write(passed)
      else down.end(passed, () => down.destroy())
    })
  })
  await new Promise<void>(resolve => proxy.listen(0, '127.0.0.1', resolve))
  const address = proxy.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => proxy.close(resolve))
    },
  }
}
