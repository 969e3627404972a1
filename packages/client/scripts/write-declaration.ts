import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** The compiler's program; its output is in what it throws when it finds faults. */
export const compile = (args: readonly string[]): Promise<{ stdout: string }> => {
  const tsc = join(dirname(fileURLToPath(import.meta.resolve('typescript/package.json'))), 'bin', 'tsc')
  return run(process.execPath, [tsc, ...args], { maxBuffer: 64_000_000 })
}

/** Writes the declaration of `createColdopen` and `meaningOf`, which needs no other file and no package. */
export const writeDeclaration = async (file: string): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'coldopen-declaration-'))
  try {
    const sources = fileURLToPath(new URL('declared.ts', import.meta.url))
    const root = fileURLToPath(new URL('../../..', import.meta.url))
    const project = fileURLToPath(new URL('../tsconfig.json', import.meta.url))
    const config = join(folder, 'tsconfig.json')
    const options = { noEmit: false, emitDeclarationOnly: true, outDir: folder, rootDir: root, noErrorTruncation: true, typeRoots: [join(root, 'node_modules/@types')] }
    await writeFile(config, JSON.stringify({ extends: project, compilerOptions: options, include: [], files: [sources] }))
    await compile(['-p', config])
    const text = await readFile(join(folder, 'packages/client/scripts/declared.d.ts'), 'utf8')
    await writeFile(file, `${text}
export type Coldopen = ReturnType<typeof createColdopen>;\n`)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
