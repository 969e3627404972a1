import { ColdopenError } from '@coldopen/core'

export const noSuchRun = (id: string): ColdopenError =>
  new ColdopenError('not-found', `There is no run ${id}: it may have been deleted. List the runs to see those that exist.`)
