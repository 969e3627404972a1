import { cp, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { buildVsix } from './build-vsix.ts'
import { hostSuite } from './host/host-suite.ts'
import { latencySuite } from './latency/latency-suite.ts'
import { installTools } from './install/install-tools.ts'
import { browserNeed, requirePackages } from './install/system-packages.ts'
import type { Options } from './options.ts'
import { readOptions } from './options.ts'
import { endAllGroups, killAllGroups } from './processes/process-groups.ts'
import type { Session } from './session.ts'
import { closeSession, makeFolder } from './session.ts'
import { countEvent, eventText, noTotals, totalText } from './suite/suite-events.ts'
import { browserProgram, launchBrowser } from './ui/browser.ts'
import { uiSuite } from './ui/ui-suite.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const repository = join(root, '..')
/** Where the logs and screenshots of the last run are left. */
const kept = join(root, 'output')
const began = performance.now()

function step(what: string): void {
  console.log(`${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${what}`)
}

const begins = { host: 'Tests inside the extension host', ui: 'Tests through the browser', latency: 'How long a character takes' }
const run = { host: hostSuite, ui: uiSuite, latency: latencySuite }

/** Runs what the options ask for, and answers the exit code. */
async function main(options: Options): Promise<number> {
  const program = browserProgram(process.env)
  requirePackages([browserNeed(program)], process.env['PATH'] ?? '')
  const folder = await makeFolder()
  const output = join(folder, 'output')

  step('Installing the editor, unless it is there')
  const tools = await installTools(resolve(process.env['COLDOPEN_E2E_CACHE'] ?? join(repository, '.cache', 'e2e')), process.env)
  step('Packaging the extension')
  const vsix = options.vsix === undefined ? await buildVsix(join(repository, 'apps', 'vscode'), join(output, 'package.log')) : resolve(options.vsix)
  const session: Session = { root, folder, output, tools, vsix, browser: await launchBrowser(program), servers: [] }
  let totals = noTotals
  try {
    for (const suite of options.suites) {
      step(begins[suite])
      await run[suite](session, options.grep, event => {
        totals = countEvent(totals, event)
        const text = eventText(event)
        if (text !== undefined) console.log(text)
      })
    }
    if (options.keep) await keep(session.servers.map(server => server.url), session.folder)
  } finally {
    await closeSession(session)
    await rm(kept, { recursive: true, force: true })
    await cp(output, kept, { recursive: true })
  }
  step('Done')
  console.log(totalText(totals))
  return totals.failed === 0 && totals.passed > 0 ? 0 : 1
}

async function keep(urls: readonly string[], folder: string): Promise<never> {
  console.log(`Kept until Ctrl+C: ${[...urls, folder].join(', ')}`)
  for (;;) await wait(60_000)
}

process.on('exit', killAllGroups)
for (const [signal, code] of [['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129]] as const) {
  process.once(signal, () => void endAllGroups().finally(() => process.exit(code)))
}
try {
  process.exitCode = await main(readOptions(process.argv.slice(2)))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
} finally {
  await endAllGroups()
}
