import type { FaultLine } from '@coldopen/core/testing'
import { rows } from './rows.ts'

/** The file's lines; an empty file has none. Throws when one is not such a line. */
export const readLines = (text: string): FaultLine[] => text.split('\n').filter(line => line !== '').map(line => JSON.parse(line))

const order = (row: string): number => {
  const at = Object.keys(rows).indexOf(row)
  return at === -1 ? Infinity : at
}

const padded = (cells: readonly string[], widths: readonly number[]): string => cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ').trimEnd()

/** The table of faults: row, what was done, how often, figure, target. A row that no test reported on is named below it. */
export const faultTable = (lines: readonly FaultLine[]): string => {
  const sorted = lines.toSorted((one, other) => order(one.row) - order(other.row))
  const head = ['row', 'fault', 'what was done', 'times', 'figure', 'target']
  const cells = sorted.map(line => [line.row, rows[line.row] ?? '', line.did, line.times.toLocaleString('en'), line.figure, line.target])
  const widths = head.map((_, at) => Math.max(...[head, ...cells].map(row => row[at]?.length ?? 0)))
  const missing = Object.keys(rows).filter(row => !lines.some(line => line.row === row))
  const below = missing.length === 0 ? [] : ['', `Not reported on in this run: ${missing.join(', ')}.`]
  return [padded(head, widths), padded(widths.map(width => '-'.repeat(width)), widths), ...cells.map(row => padded(row, widths)), ...below].join('\n')
}
