import { defineConfig } from 'vitest/config'

/** Every test starts processes, and a busy machine takes its time over each. */
export default defineConfig({ test: { testTimeout: 120_000, globalSetup: 'test/compiled.ts' } })
