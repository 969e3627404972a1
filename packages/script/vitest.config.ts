import { defineConfig } from 'vitest/config'

/** The tests are pure functions: they share their modules. */
export default defineConfig({ test: { pool: 'threads', isolate: false } })
