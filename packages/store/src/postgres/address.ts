import { ColdopenError } from '@coldopen/core'

/**
 * A database as sentences name it: host, port and name, never user or password. Throws `invalid-input` when the URL is not
 * one of PostgreSQL.
 */
export const placeOf = (url: string): string => {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (parsed === undefined || !protocols.has(parsed.protocol)) {
    throw new ColdopenError('invalid-input', 'The address of the database cannot be read: give it as postgres://user:password@host:port/name.')
  }
  const host = parsed.searchParams.get('host') ?? decodeURIComponent(parsed.hostname)
  const port = parsed.searchParams.get('port') ?? (parsed.port || '5432')
  const name = decodeURIComponent(parsed.pathname.slice(1))
  return `The database ${name === '' ? '' : `${name} `}at ${host === '' ? 'localhost' : host}:${port}`
}

const protocols: ReadonlySet<string> = new Set(['postgres:', 'postgresql:'])
