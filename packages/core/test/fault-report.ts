import { appendFileSync } from 'node:fs'

/** One line of the table of faults: what was done to the program, how often, and what came of it. */
export type FaultLine = {
  /** The row's id, such as `R12`. */
  readonly row: string
  readonly did: string
  readonly times: number
  /** What was counted or measured, and what it has to be, in the same words and units. */
  readonly figure: string
  readonly target: string
  /** Whether a figure that depends on what else the machine does, and fails no test, is beyond its target. */
  readonly missed?: boolean
}

/** A line as it is kept: `of` is the commit it was measured at, as COLDOPEN_FAULT_COMMIT names it. */
export type KeptFaultLine = FaultLine & { readonly of?: string }

/** Whether the full counts are wanted, and not the short form that belongs to every test run. */
export const isLong = process.env['COLDOPEN_FAULTS'] === 'long'

/** How often a fault is tried: `short` times in every test run, `long` times when the full counts are wanted. */
export const howOften = (short: number, long: number): number => (isLong ? long : short)

/** Adds a line of JSON to the file that COLDOPEN_FAULT_REPORT names; does nothing when it names none. Throws when it cannot be written. */
export const reportFault = (line: FaultLine): void => {
  const file = process.env['COLDOPEN_FAULT_REPORT']
  const of = process.env['COLDOPEN_FAULT_COMMIT']
  const kept: KeptFaultLine = of ? { ...line, of } : line
  if (file) appendFileSync(file, `${JSON.stringify(kept)}\n`)
}
