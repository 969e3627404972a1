import { mkdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build, transform, type BuildOptions, type Metafile } from 'esbuild'

export const root = fileURLToPath(new URL('..', import.meta.url))

const shared = { bundle: true, platform: 'node', target: 'node22', format: 'esm', outdir: 'dist', minify: true, sourcemap: false, legalComments: 'none', absWorkingDir: root, logLevel: 'warning' } as const satisfies BuildOptions

type File = { readonly path: string; readonly text: string }

/**
 * Bundles the extension: `dist/extension.cjs` is what activation needs, and each `import()` finds the rest in a file beside it.
 * esbuild splits modules of ECMAScript alone, and the editor loads CommonJS much sooner, so each file is turned into that.
 */
const extensionFiles = async (): Promise<{ readonly metafile: Metafile; readonly files: readonly File[] }> => {
  const { metafile, outputFiles } = await build({
    ...shared,
    entryPoints: { extension: 'src/extension.ts' },
    outExtension: { '.js': '.cjs' },
    chunkNames: 'extension/[name]-[hash]',
    splitting: true,
    external: ['vscode'],
    metafile: true,
    write: false,
  })
  const files = await Promise.all(
    outputFiles.map(async ({ path, text }) => ({ path, text: (await transform(text, { format: 'cjs', platform: 'node', target: 'node22', minify: true, supported: { 'dynamic-import': false } })).code })),
  )
  return { metafile, files }
}

/** What every file of the extension is made of, without writing any. */
export const weighExtension = async (): Promise<Metafile> => (await extensionFiles()).metafile

export const bundleExtension = async (): Promise<void> => {
  const { files } = await extensionFiles()
  await mkdir(`${root}dist/extension`, { recursive: true })
  for (const { path, text } of files) await writeFile(path, text)
}

/** Bundles the programs that the editor's own Node runs: the server, and the tools for other assistants. */
export const bundlePrograms = async (): Promise<void> => {
  await build({
    ...shared,
    entryPoints: { server: fileURLToPath(import.meta.resolve('@coldopen/server/main')), mcp: fileURLToPath(import.meta.resolve('@coldopen/cli/mcp')) },
    outExtension: { '.js': '.mjs' },
    // CommonJS modules inside a bundle still ask for Node's own by require.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  })
}
