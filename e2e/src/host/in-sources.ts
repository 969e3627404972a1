import { existsSync, readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { dirname, resolve } from 'node:path'

/** The stack trace of a bundled test, with every place in a bundle turned into its place in the source. */
export function inSources(trace: string): string {
  return trace.replace(/(\/[^\s():]+\.cjs):(\d+):(\d+)/g, (place: string, file: string, line: string, column: string) => {
    const mapFile = `${file}.map`
    if (!existsSync(mapFile)) return place
    const entry = new SourceMap(JSON.parse(readFileSync(mapFile, 'utf8'))).findEntry(Number(line) - 1, Number(column) - 1)
    if (!('originalSource' in entry)) return place
    return `${resolve(dirname(file), entry.originalSource)}:${entry.originalLine + 1}:${entry.originalColumn + 1}`
  })
}
