import { readFile } from 'node:fs/promises'
import { reportFault } from '@coldopen/core/testing'
import { expect, test } from 'vitest'

const rootFile = (name: string): Promise<string> => readFile(new URL(`../../../../${name}`, import.meta.url), 'utf8')

/** The lines of a section of a YAML file that stand below its name, without comments. */
const sectionOf = (text: string, name: string): string[] => {
  const lines = text.split('\n')
  const from = lines.indexOf(`${name}:`) + 1
  expect(from).toBeGreaterThan(0)
  const to = lines.findIndex((line, at) => at >= from && /^\S/.test(line))
  return lines.slice(from, to === -1 ? undefined : to).filter(line => !/^\s*(?:#|$)/.test(line))
}

/** Packages of one name for several platforms, of which an install takes one. */
const platformOf = (name: string): string => name.replace(/\/(?:linux|darwin|windows)-\w+$/, '/<platform>')

test('a version is trusted a week after it appeared, at most three packages of an install run scripts, and every package has its hash (S23)', async () => {
  const workspace = await rootFile('pnpm-workspace.yaml')
  expect(workspace).toMatch(/^minimumReleaseAge: 10080$/m)
  expect(workspace).toMatch(/^minimumReleaseAgeStrict: true$/m)
  expect(workspace).not.toMatch(/minimumReleaseAgeExclude|dangerouslyAllowAllBuilds/)
  const builds = sectionOf(workspace, 'allowBuilds').map(line => /^ {2}"?([^":]+)"?: (true|false)$/.exec(line))
  expect(builds).not.toContain(null)
  const allowed = new Set(builds.flatMap(build => (build?.[1] !== undefined && build[2] === 'true' ? [platformOf(build[1])] : [])))
  expect(allowed.size).toBeLessThanOrEqual(3)

  const packages = sectionOf(await rootFile('pnpm-lock.yaml'), 'packages')
  const heads = packages.filter(line => /^ {2}\S.*:$/.test(line))
  const hashed = packages.filter(line => /^ {4}resolution: \{(?:.*, )?integrity: sha(?:256|384|512)-[\w+/]+=*[,}]/.test(line))
  expect(heads.length).toBeGreaterThan(200)
  expect(hashed).toHaveLength(heads.length)
  reportFault({ row: 'S23', did: 'packages of the lock file, and those whose scripts an install runs', times: heads.length, figure: `${heads.length - hashed.length} without a hash, ${allowed.size} with scripts`, target: '0 without a hash, at most 3 with scripts' })
})
