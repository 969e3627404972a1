import type { Server } from 'node:net'

/** The TCP port that a server listens on. Throws where it does not listen, or not on a port. */
export const portOf = (server: Server): number => {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server does not listen on a port.')
  return address.port
}
