export * from './brief.ts'
export * from './errors.ts'
export * from './events.ts'
export { allocationLine } from './draft/budget.ts'
export { draftPart, type PartJob, type PartProgress } from './draft/draft-part.ts'
export { estimate, estimateSchema, type Estimate } from './draft/estimate.ts'
export { chunksOf } from './draft/chunk-layout.ts'
export { checkBrief } from './draft/check-brief.ts'
export { layoutOf, numbersOfSet, resolveBrief, type Layout, type ResolvedBrief } from './draft/layout.ts'
export { unitsOf } from './draft/parts.ts'
export type { FoundPage, PartReader, Reading } from './draft/reader.ts'
export { readerFor } from './draft/request.ts'
export { lockedIn } from './draft/edit.ts'
export { revise, type RevisionWish } from './draft/revise.ts'
export { kindOf, revisionModes, runKinds, type Revision, type RevisionMode, type RunKind } from './draft/revision.ts'
export { createReplay, type Replay } from './draft/replay.ts'
export { advance, newRun } from './draft/run.ts'
export { chunkTold, segmentsTold } from './draft/standing.ts'
export { totalsOf, totalsSchema, type Totals } from './draft/totals.ts'
export * from './draft/run-state.ts'
export { salvage } from './draft/salvage.ts'
export { usedPerUnit } from './draft/used-per-unit.ts'
export { amount, noUsage, worstOf } from './draft/spending.ts'
export type { Effect, RunInput, Step, WriterInput } from './draft/step.ts'
export { formatNames, formats, type FormatName } from './formats/registry.ts'
export type { ChunkedFormat, Format, SegmentedFormat } from './formats/format.ts'
export { growing, placeText, type Growing } from './json/place-text.ts'
export { capabilitySchema, efforts, providers, type Capability, type Effort, type Provider } from './model/capability-schema.ts'
export {
  chooseModel,
  isSample,
  modelChoiceSchema,
  modelName,
  sampleNotice,
  type ChosenModel,
  type ModelChoice,
  type ModelEnvironment,
  type ModelSources,
  type ModelWish,
} from './model/choose.ts'
export { createModel, type ModelParts } from './model/create-model.ts'
export { keyFor, needsKey } from './model/key.ts'
export { capabilityAt, capabilityOf, knownModels, type PlacedModel } from './model/capability.ts'
export { parseModelTable, type ModelTable, type ReadTable } from './model/model-table.ts'
export { defaultModel } from './model/openai-models.ts'
export { installedModels } from './model/ollama.ts'
export * from './model/relay.ts'
export * from './model/text-model.ts'
export type { Allowance, Room } from './model/room.ts'
export * from './protocol.ts'
