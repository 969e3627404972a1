import { expect } from 'vitest'
import type { Api, Hosted } from './hosted.ts'

/** That nothing came of what was sent: no run, and no request to a model. */
export const expectNothingDone = async (hosted: Pick<Hosted, 'fake'>, api: Api): Promise<void> => {
  expect(JSON.stringify(await api.runs.list.query())).not.toContain('"id"')
  expect(hosted.fake.requests).toEqual([])
}
