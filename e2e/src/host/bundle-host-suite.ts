import { glob, mkdir, symlink } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { build } from 'esbuild'

export type HostSuite = { readonly entry: string; readonly files: readonly string[] }

/**
 * Bundles the tests that run inside the extension host into a folder, each file by itself, and the program that runs them.
 * They find what they do not bundle in the modules of the tests' own package.
 */
export async function bundleHostSuite(from: { readonly root: string; readonly tests: string }, folder: string): Promise<HostSuite> {
  const { root, tests } = from
  const sources = await Array.fromAsync(glob(join(root, 'test', tests, '*.test.ts')))
  await mkdir(folder, { recursive: true })
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
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
