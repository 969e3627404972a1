import { defineConfig } from 'vitest/config'

/**
 * Tests start processes and wait for disks: how long that takes says nothing about whether it works. Files share their
 * modules, since none of them changes any.
 */
export default defineConfig({ test: { testTimeout: 60_000, isolate: false } })
