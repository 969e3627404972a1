import { defineConfig } from 'vitest/config'

// The tests are pure functions: they share their modules. Properties take their time on a busy machine, and that is no failure.
export default defineConfig({ test: { testTimeout: 60_000, pool: 'threads', isolate: false } })
