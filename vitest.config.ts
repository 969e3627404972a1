import { defineConfig } from 'vitest/config'

/** One runner for every package, so that one line tells how many tests ran. */
export default defineConfig({ test: { projects: ['packages/*', 'apps/*'] } })
