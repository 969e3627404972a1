import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { reportFault } from '@coldopen/core/testing'

test('every fault adds a line to the table that is asked for, and none where none is', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'coldopen-faults-'))
  const file = join(folder, 'table.jsonl')
  const line = { row: 'R0', did: 'nothing', times: 2, figure: '0 lost', target: '0 lost' }
  try {
    vi.stubEnv('COLDOPEN_FAULT_REPORT', file)
    vi.stubEnv('COLDOPEN_FAULT_COMMIT', '')
    reportFault(line)
    reportFault({ ...line, row: 'R1' })
    vi.stubEnv('COLDOPEN_FAULT_COMMIT', 'abc1234 of 2026-11-21')
    reportFault({ ...line, missed: true })
    vi.stubEnv('COLDOPEN_FAULT_REPORT', '')
    reportFault(line)
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n')
    expect(lines.map(text => JSON.parse(text))).toEqual([line, { ...line, row: 'R1' }, { ...line, missed: true, of: 'abc1234 of 2026-11-21' }])
  } finally {
    vi.unstubAllEnvs()
    await rm(folder, { recursive: true })
  }
})
