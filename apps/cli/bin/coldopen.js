#!/usr/bin/env node
// Plain JavaScript, so that a Node too old to read the sources can still say so.
import module from 'node:module'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(`Coldopen needs Node 22.18 or newer, and this is ${process.versions.node}. Run it as \`npx --yes pnpm@12 coldopen …\`, which brings its own.\n`)
  process.exit(2)
}
module.enableCompileCache()
await import('../src/main.ts')
