import { inspect } from 'node:util'
import Mocha from 'mocha'
import type { Tell } from './suite-events.ts'

export type MochaOptions = { readonly files: readonly string[]; readonly grep: string | undefined; readonly timeout: number; readonly retries: number; readonly hooks: Mocha.RootHookObject }

/** Runs test files in this process, CommonJS or not, and tells what happens. Resolves when all have run. */
export async function runMocha(options: MochaOptions, tell: Tell): Promise<void> {
  const mocha = new Mocha({
    ui: 'bdd',
    timeout: options.timeout,
    retries: options.retries,
    reporter: Mocha.reporters.Base,
    rootHooks: options.hooks,
    ...(options.grep === undefined ? {} : { grep: new RegExp(options.grep, 'i') }),
  })
  for (const file of options.files) mocha.addFile(file)
  await mocha.loadFilesAsync()
  await new Promise<void>(resolve => {
    const runner = mocha.run(() => resolve())
    runner.on('suite', suite => {
      if (suite.title !== '') tell({ type: 'suite', title: suite.title, depth: depthOf(suite.parent) })
    })
    runner.on('pass', test => tell({ type: 'pass', title: test.title, depth: depthOf(test.parent), milliseconds: test.duration ?? 0 }))
    runner.on('retry', (test, error: unknown) => tell({ type: 'retry', title: test.title, depth: depthOf(test.parent), reason: inspect(error) }))
    runner.on('pending', test => tell({ type: 'skip', title: test.title, depth: depthOf(test.parent) }))
    runner.on('fail', (test, error: unknown) => {
      tell({ type: 'fail', title: test.title, depth: depthOf(test.parent), reason: inspect(error) })
    })
  })
}

function depthOf(suite: Mocha.Suite | undefined): number {
  return suite === undefined || suite.root ? 1 : 1 + depthOf(suite.parent)
}
