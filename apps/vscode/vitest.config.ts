import { defineConfig } from 'vitest/config'

// Scripts of ten thousand segments take their time on a busy machine, and that is no failure.
export default defineConfig({ test: { testTimeout: 60_000 } })
