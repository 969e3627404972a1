import type { KeptFaultLine } from '@coldopen/core/testing'
import { rows } from './rows.ts'

/** The file's lines; an empty file has none. Throws when one is not such a line. */
export const readLines = (text: string): KeptFaultLine[] => text.split('\n').filter(line => line !== '').map(line => JSON.parse(line))

const order = (row: string): number => {
  const at = Object.keys(rows).indexOf(row)
  return at === -1 ? Infinity : at
}

const head = ['row', 'fault', 'what was done', 'times', 'figure', 'target']

const cellsOf = (line: KeptFaultLine): string[] => {
  const figure = line.missed ? `${line.figure} (MISSES ITS TARGET)` : line.figure
  return [line.row, rows[line.row] ?? '', line.did, line.times.toLocaleString('en'), figure, line.target]
}

const sorted = (lines: readonly KeptFaultLine[]): KeptFaultLine[] => lines.toSorted((one, other) => order(one.row) - order(other.row))

/** The rows that no test reported on, as a paragraph below the table; none when there are none. */
const missing = (lines: readonly KeptFaultLine[]): string[] => {
  const names = Object.keys(rows).filter(row => !lines.some(line => line.row === row))
  return names.length === 0 ? [] : ['', `Not reported on in this run: ${names.join(', ')}.`]
}

const padded = (cells: readonly string[], widths: readonly number[]): string => cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ').trimEnd()

/** The table of faults: row, what was done, how often, figure, target. A row that no test reported on is named below it. */
export const faultTable = (lines: readonly KeptFaultLine[]): string => {
  const cells = sorted(lines).map(cellsOf)
  const widths = head.map((_, at) => Math.max(...[head, ...cells].map(row => row[at]?.length ?? 0)))
  return [padded(head, widths), padded(widths.map(width => '-'.repeat(width)), widths), ...cells.map(row => padded(row, widths)), ...missing(lines)].join('\n')
}

/** The same as a Markdown table, with the commit that each line was measured at. */
export const faultMarkdown = (lines: readonly KeptFaultLine[]): string => {
  const row = (cells: readonly string[]): string => `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`
  const heads = [...head, 'commit']
  const cells = sorted(lines).map(line => [...cellsOf(line), line.of ?? ''])
  return [heads, heads.map(() => '---'), ...cells].map(row).concat(missing(lines), '').join('\n')
}
