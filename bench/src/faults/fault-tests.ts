import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The test files that report on a fault, relative to the repository. */
export const faultTests = async (repository: string): Promise<string[]> => {
  const files: string[] = []
  for await (const file of glob('{packages,apps}/*/{src,test}/**/*.test.ts', { cwd: repository, exclude: name => name === 'node_modules' })) {
    const text = await readFile(join(repository, file), 'utf8')
    if (text.includes('@coldopen/core/testing') && text.includes('reportFault')) files.push(file)
  }
  return files.toSorted()
}
