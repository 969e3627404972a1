import { execFileSync } from 'node:child_process'
import { copyFileSync, rmSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import './build.ts'

/** Makes `coldopen.vsix`, one for every platform, and fails when it has grown beyond its budget. */
const budgetBytes = 3_000_000

const root = fileURLToPath(new URL('..', import.meta.url))
const vsix = `${root}coldopen.vsix`
copyFileSync(`${root}../../LICENSE`, `${root}LICENSE`)
try {
  const vsce = fileURLToPath(import.meta.resolve('@vscode/vsce/vsce'))
  execFileSync(process.execPath, [vsce, 'package', '--no-dependencies', '--allow-missing-repository', '--out', vsix], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
} finally {
  rmSync(`${root}LICENSE`, { force: true })
}
const { size } = statSync(vsix)
if (size > budgetBytes) {
  process.stderr.write(`coldopen.vsix has ${size} bytes, above its budget of ${budgetBytes}.\n`)
  process.exitCode = 1
}
