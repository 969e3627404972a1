import { glob, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { build } from 'esbuild'

export type HostSuite = { readonly entry: string; readonly files: readonly string[] }

/** Bundles the tests that run inside the extension host, each file by itself, and the program that runs them. */
export async function bundleHostSuite(root: string): Promise<HostSuite> {
  const folder = join(root, 'output', 'host-suite')
  const sources = await Array.fromAsync(glob(join(root, 'test', 'host', '*.test.ts')))
  await rm(folder, { recursive: true, force: true })
  await build({
    entryPoints: [join(root, 'src', 'host', 'entry.ts'), ...sources],
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    entryNames: '[name]',
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    sourcemap: true,
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  })
  const files = sources.toSorted().map(source => join(folder, basename(source).replace(/\.ts$/, '.cjs')))
  return { entry: join(folder, 'entry.cjs'), files }
}
