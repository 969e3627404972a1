import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The files of a folder and of those in it, by their paths. */
export const filesIn = async (folder: string): Promise<Map<string, string>> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name)).toSorted()
  return new Map(await Promise.all(files.map(async file => [file.slice(folder.length + 1), await readFile(file, 'utf8')] as const)))
}

/** What differs between two drafts of the same: when they were written, and by which run. */
export const timeless = (files: ReadonlyMap<string, string>): Map<string, string> => {
  const scripts = [...files].filter(([name]) => !name.endsWith('.coldopen.json'))
  return new Map(scripts.map(([name, content]) => [name, content.replace(/"generated_at": "[^"]*"/, '"generated_at": ""')]))
}

/** The segments of a script by its set files, in order of their numbers. */
export const numbersIn = (files: ReadonlyMap<string, string>): number[] => {
  const sets = [...files].filter(([name]) => /_set_\d+\.json$/.test(name))
  return sets.flatMap(([, content]) => [...content.matchAll(/"segment_number": (\d+)/g)].map(match => Number(match[1])))
}
