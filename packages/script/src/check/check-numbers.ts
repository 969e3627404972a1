import type { Finding } from './finding.ts'

/** Numbers as people say them: `1, 3–5`. */
const spoken = (numbers: readonly number[]): string => {
  const runs: { first: number; last: number }[] = []
  for (const number of numbers) {
    const run = runs.at(-1)
    if (run && number === run.last + 1) run.last = number
    else runs.push({ first: number, last: number })
  }
  return runs.map(run => (run.first === run.last ? `${run.first}` : `${run.first}–${run.last}`)).join(', ')
}

/** Each number once, in order, from 1 to the last of the script; one finding for all that are missing. */
export const checkNumbers = (numbers: readonly (number | undefined)[], script: { readonly unit: 'segment' | 'chunk'; readonly total: number }): Finding[] => {
  const { unit, total } = script
  const Unit = unit === 'segment' ? 'Segment' : 'Chunk'
  const findings: Finding[] = []
  const seen = new Set<number>()
  let highest = 0
  for (const [at, number] of numbers.entries()) {
    const say = (message: string): number => findings.push({ kind: 'number', ...(number !== undefined && { unit: number }), at, message })
    if (number === undefined) say(`The ${unit} at place ${at + 1} has no number.`)
    else if (seen.has(number)) say(`${Unit} ${number} is there more than once.`)
    else if (number < 1 || number > total) say(`${Unit} ${number} is none of the script, which has ${total}.`)
    else if (number < highest) say(`${Unit} ${number} stands behind ${unit} ${highest}.`)
    if (number === undefined) continue
    seen.add(number)
    highest = Math.max(highest, number)
  }
  const missing = Array.from({ length: total }, (_, i) => i + 1).filter(number => !seen.has(number))
  if (missing.length === 0) return findings
  const is = missing.length === 1 ? `${Unit} ${missing[0]} is` : `${Unit}s ${spoken(missing)} are`
  return [...findings, { kind: 'missing', message: `${is} missing.` }]
}
