import { ColdopenError, type ModelEnvironment } from '@coldopen/core'
import { isUserKey } from '../access/user-key.ts'

/** Whether a name or an address leads to this machine alone. */
export const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host)

const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host)

/** Where programs on this machine find a server that listens on `host`. */
export const ownUrl = (host: string, port: number): string => {
  const near = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
  return `http://${bracketed(near)}:${port}`
}

/** The names under which a server may be asked for, beside those of the loopback: where it listens, and COLDOPEN_HOSTS. */
export const namesOf = (host: string, port: number, env: ModelEnvironment): string[] => {
  const given = (env['COLDOPEN_HOSTS'] ?? '').split(',').map(name => name.trim()).filter(name => name !== '')
  return [`${bracketed(host)}:${port}`, ...given]
}

/** The token that the environment gives a hosted server; undefined when it gives none, or an admin's key, which is for clients. Throws `invalid-input`. */
export const givenToken = (env: ModelEnvironment): string | undefined => {
  const token = env['COLDOPEN_TOKEN']
  if (!token || isUserKey(token)) return undefined
  if (/^[0-9a-f]{64}$/.test(token)) return token
  throw new ColdopenError('invalid-input', 'COLDOPEN_TOKEN is not 64 hexadecimal digits in small letters: make one with `openssl rand -hex 32`.')
}
