import { defineConfig } from 'vitest/config'

/** Files share their modules, since none of them changes any. */
export default defineConfig({ test: { isolate: false } })
