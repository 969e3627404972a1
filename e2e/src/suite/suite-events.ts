/** What a test suite tells while it runs, also as JSON lines from another process. */
export type SuiteEvent =
  | { readonly type: 'suite'; readonly title: string; readonly depth: number }
  | { readonly type: 'pass'; readonly title: string; readonly depth: number; readonly milliseconds: number }
  | { readonly type: 'skip'; readonly title: string; readonly depth: number }
  /** A test that failed and is tried once more: what it says then counts. */
  | { readonly type: 'retry'; readonly title: string; readonly depth: number; readonly reason: string }
  | { readonly type: 'fail'; readonly title: string; readonly depth: number; readonly reason: string }
  | { readonly type: 'end' }

export type Tell = (event: SuiteEvent) => void

export type Totals = { readonly passed: number; readonly failed: number; readonly skipped: number }

export const noTotals: Totals = { passed: 0, failed: 0, skipped: 0 }

export function countEvent(totals: Totals, event: SuiteEvent): Totals {
  if (event.type === 'pass') return { ...totals, passed: totals.passed + 1 }
  if (event.type === 'fail') return { ...totals, failed: totals.failed + 1 }
  if (event.type === 'skip') return { ...totals, skipped: totals.skipped + 1 }
  return totals
}

/** The end of a run's output; its last line adds up what was run. */
export function totalText(totals: Totals): string {
  const skipped = totals.skipped === 0 ? '' : `${totals.skipped} skipped\n`
  return `${skipped}${totals.passed} passed, ${totals.failed} failed`
}

/** The line or lines that show an event to a reader; undefined when there is nothing to show. */
export function eventText(event: SuiteEvent): string | undefined {
  if (event.type === 'end') return undefined
  const indent = '  '.repeat(event.depth)
  if (event.type === 'suite') return `${indent}${event.title}`
  if (event.type === 'pass') return `${indent}✓ ${event.title} (${event.milliseconds} ms)`
  if (event.type === 'skip') return `${indent}- ${event.title}`
  const mark = event.type === 'retry' ? '↻ once more:' : '✗'
  return `${indent}${mark} ${event.title}\n${event.reason.replace(/^/gm, `${indent}    `)}`
}
