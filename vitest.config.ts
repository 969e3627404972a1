import { existsSync, globSync } from 'node:fs'
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'

/** Most tests wait for processes, sockets and disks: there is a worker for every core, and none is left free. */
const maxWorkers = '100%'

const project = (folder: string): TestProjectInlineConfiguration => {
  const own = `./${folder}/vitest.config.ts`
  return { root: folder, extends: existsSync(own) && own, test: { name: folder, maxWorkers, setupFiles: ['../../packages/core/test/same-examples.ts'] } }
}

/** One runner for every package, so that one line tells how many tests ran. */
export default defineConfig({ test: { projects: globSync(['packages/*', 'apps/*']).map(project) } })
