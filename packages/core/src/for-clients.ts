/**
 * What clients need of the core, `@coldopen/core/protocol`: schemas, words and sizes. It loads no model and no generation
 * logic, so that a command line answers, and an editor starts, at once.
 */
export * from './brief.ts'
export * from './errors.ts'
export * from './events.ts'
export * from './protocol.ts'
export { allocationLine } from './draft/budget.ts'
export { checkBrief } from './draft/check-brief.ts'
export { chunksOf } from './draft/chunk-layout.ts'
export type { Estimate } from './draft/estimate.ts'
export type { ChunkedFormat, Format, SegmentedFormat } from './formats/format.ts'
export { formatNames, formats, type FormatName } from './formats/registry.ts'
export type { Capability } from './model/capability-schema.ts'
export { isSample, modelName, sampleNotice } from './model/choose.ts'
export { relayOfferSchema, type RelayEnd, type RelayOffer, type RelayQuestion } from './model/relay.ts'
