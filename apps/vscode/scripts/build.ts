import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { writeSchemas } from './schemas.ts'

/** Bundles the extension, the server it starts, and its tools for other assistants, with no modules to install beside them, and the JSON schemas of a script's files. */
const root = fileURLToPath(new URL('..', import.meta.url))
const shared = { bundle: true, platform: 'node', target: 'node22', minify: true, sourcemap: false, legalComments: 'none', absWorkingDir: root, logLevel: 'warning' } as const

await build({ ...shared, entryPoints: ['src/extension.ts'], outfile: 'dist/extension.cjs', format: 'cjs', external: ['vscode'] })

/** Programs of their own, run by the editor's own Node. */
const programs = { server: fileURLToPath(import.meta.resolve('@coldopen/server/main')), mcp: fileURLToPath(import.meta.resolve('@coldopen/cli/mcp')) }
await build({
  ...shared,
  entryPoints: programs,
  outdir: 'dist',
  outExtension: { '.js': '.mjs' },
  format: 'esm',
  // CommonJS modules inside a bundle still ask for Node's own by require.
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
})

await writeSchemas(`${root}dist`)
