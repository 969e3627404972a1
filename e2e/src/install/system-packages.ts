import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

export type SystemNeed = { readonly aptPackage: string; readonly anyOf: readonly string[] }

/** What building VS Code's native modules takes. A need is a command on the PATH, or a file when it starts with a slash. */
export const buildNeeds: readonly SystemNeed[] = [
  { aptPackage: 'build-essential', anyOf: ['g++'] },
  { aptPackage: 'build-essential', anyOf: ['make'] },
  { aptPackage: 'python3', anyOf: ['python3'] },
  { aptPackage: 'pkg-config', anyOf: ['pkg-config'] },
  { aptPackage: 'libkrb5-dev', anyOf: ['/usr/include/gssapi/gssapi.h', '/usr/include/gssapi.h'] },
]

/** The browser: the one named by `CHROMIUM`, else Debian's. */
export const browserNeed = (chromium: string): SystemNeed => ({ aptPackage: 'chromium', anyOf: [chromium] })

/** The apt packages of the needs that are not met, each once. */
export function missingPackages(needs: readonly SystemNeed[], searchPath: string): string[] {
  const folders = searchPath.split(delimiter)
  const isThere = (what: string): boolean =>
    what.startsWith('/') ? readable(what) : folders.some(folder => readable(join(folder, what)))
  const missing = needs.filter(need => !need.anyOf.some(isThere))
  return [...new Set(missing.map(need => need.aptPackage))]
}

/** Throws one sentence that says which packages to install, unless all needs are met. */
export function requirePackages(needs: readonly SystemNeed[], searchPath: string): void {
  const missing = missingPackages(needs, searchPath)
  if (missing.length === 0) return
  throw new Error(`The end-to-end tests need ${missing.join(', ')}: apt-get install -y --no-install-recommends ${missing.join(' ')}`)
}

function readable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK)
    return true
  } catch {
    return false
  }
}
