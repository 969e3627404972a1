import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runToEnd } from '../processes/run-to-end.ts'
import { installOnce } from './install-once.ts'
import { npmEnvironment } from './npm-environment.ts'
import { buildNeeds, requirePackages } from './system-packages.ts'
import { nodePackage, versions } from './versions.ts'

/** Where the installed programs are. */
export type Tools = { readonly node: string; readonly codeServer: string }

/** Installs Node 24 and code-server from npm into the cache folder, each only when it is not there yet. */
export async function installTools(cache: string, environment: NodeJS.ProcessEnv): Promise<Tools> {
  const packageOfNode = nodePackage(process.platform, process.arch)
  const nodeFolder = join(cache, 'node')
  const nodeStamp = JSON.stringify({ [packageOfNode]: versions.node, npm: versions.npm })
  await installOnce(nodeFolder, nodeStamp, async folder => {
    await writeFile(join(folder, 'package.json'), '{"private":true}')
    const wanted = [`${packageOfNode}@${versions.node}`, `npm@${versions.npm}`]
    await runToEnd('npm', ['install', '--save-exact', '--ignore-scripts', '--no-fund', '--no-audit', ...wanted], {
      cwd: folder,
      env: npmEnvironment(environment, folder, {}),
      log: join(folder, 'install.log'),
    })
  })
  const nodeHome = join(nodeFolder, 'node_modules', packageOfNode)
  const node = join(nodeHome, 'bin', 'node')

  const serverFolder = join(cache, 'code-server')
  const serverStamp = JSON.stringify({ node: versions.node, 'code-server': versions.codeServer, arch: process.arch })
  await installOnce(serverFolder, serverStamp, async folder => {
    requirePackages(buildNeeds, environment['PATH'] ?? '')
    await writeFile(join(folder, 'package.json'), '{"private":true,"allowScripts":{"code-server":true,"argon2":true}}')
    const npm = join(nodeFolder, 'node_modules', 'npm', 'bin', 'npm-cli.js')
    const wanted = [npm, 'install', '--save-exact', '--no-fund', '--no-audit', `code-server@${versions.codeServer}`]
    await runToEnd(node, wanted, {
      cwd: folder,
      // The headers in Node's own package, so that building native modules downloads none.
      env: npmEnvironment(environment, join(nodeHome, 'bin'), { npm_config_nodedir: nodeHome }),
      log: join(folder, 'install.log'),
    })
  })
  return { node, codeServer: join(serverFolder, 'node_modules', 'code-server', 'out', 'node', 'entry.js') }
}
