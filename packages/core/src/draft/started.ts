import type { Happening } from '../events.ts'
import { isSample, modelName } from '../model/choose.ts'
import { layoutOf } from './layout.ts'
import type { RunState } from './run-state.ts'

/** What clients are told when a run begins, or goes on. */
export const started = (state: RunState, resumed: boolean): Happening => {
  const layout = layoutOf(state.brief)
  return {
    type: 'run-start',
    format: state.brief.format,
    model: modelName(state.options.model),
    sample: isSample(state.options.model),
    totalUnits: layout.total,
    parts: layout.sets,
    ...(layout.chunks && { targetWords: layout.chunks.reduce((sum, chunk) => sum + chunk.words, 0) }),
    resumed,
  }
}

/** A state without the reasons it stopped for. */
export const cleared = (state: RunState): RunState => {
  const { problem: _, paused: __, ...rest } = state
  return rest
}
