import { existsSync, globSync } from 'node:fs'
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'

/**
 * Most tests wait for processes, sockets and disks: there is a worker for every core, and none is left free. How long a busy
 * machine takes over one, or until what is polled for has come, says nothing about whether it works. Milliseconds.
 */
const everywhere = { maxWorkers: '100%', testTimeout: 120_000, expect: { poll: { timeout: 30_000 } } } as const

const project = (folder: string): TestProjectInlineConfiguration => {
  const own = `./${folder}/vitest.config.ts`
  return { root: folder, extends: existsSync(own) && own, test: { ...everywhere, name: folder, setupFiles: ['../../packages/core/test/same-examples.ts'] } }
}

/** One runner for every package, so that one line tells how many tests ran. */
export default defineConfig({ test: { projects: globSync(['packages/*', 'apps/*']).map(project) } })
