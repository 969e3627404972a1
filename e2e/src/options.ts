import { parseArgs } from 'node:util'

/** `latency` measures, and runs only when it is asked for. */
export type SuiteName = 'host' | 'ui' | 'latency'

export type Options = {
  /** Runs only the tests whose full title holds this pattern. */
  readonly grep: string | undefined
  readonly suites: readonly SuiteName[]
  /** Leaves the servers running and the temporary folder in place until Ctrl+C. */
  readonly keep: boolean
  /** A packaged extension to test, instead of building one. */
  readonly vsix: string | undefined
}

/** Throws an error with one sentence when the arguments are not understood. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: args.filter(arg => arg !== '--'),
    options: {
      grep: { type: 'string', short: 'g' },
      only: { type: 'string' },
      keep: { type: 'boolean', default: false },
      vsix: { type: 'string' },
    },
  })
  return { grep: values.grep, suites: suitesOf(values.only), keep: values.keep, vsix: values.vsix }
}

function suitesOf(only: string | undefined): Options['suites'] {
  if (only === undefined) return ['host', 'ui']
  if (only === 'host' || only === 'ui' || only === 'latency') return [only]
  throw new Error(`--only takes host, ui or latency, not ${only}.`)
}
