import type { LineEnd } from './line-ends.ts'
import { withLineEnds } from './line-ends.ts'
import { minimalChange } from './minimal-change.ts'
import type { Change, Region } from './region.ts'
import { emptyRegion, passOver, shiftRegion } from './region.ts'
import type { Waiting, WaitingEdit } from './waiting.ts'
import { divide } from './waiting.ts'

/** One block of a document: where it is, and what waits to be written into it. */
export type Block = { readonly id: string; readonly region: Region; readonly waiting: readonly Waiting[] }

export type PlannedBlock = Pick<Block, 'region' | 'waiting'>

/** One edit of the document that carries everything that may be shown, and what becomes of the blocks once it is made. */
export type Plan = {
  /** In the order of their offsets, none touching the next; offsets are those before any of the changes. */
  readonly changes: readonly Change[]
  /** The blocks that it writes into or moves. */
  readonly blocks: ReadonlyMap<string, PlannedBlock>
}

export type PlanOptions = {
  /** The document's text between two offsets, as it is; asked for only when a block is replaced. */
  readonly slice: (start: number, end: number) => string
  readonly lineEnd: LineEnd
  /** Whether nothing more will come, so that nothing is held back. */
  readonly final: boolean
}

/** Plans the next edit for the blocks of a document, which come in the order in which they stand in it. */
export function planFlush(blocks: readonly Block[], options: PlanOptions): Plan {
  const steps = planSteps(blocks, options)
  const changes: Change[] = []
  const planned = new Map<string, PlannedBlock>()
  let shift = 0
  for (const block of blocks) {
    const step = steps.get(block)
    if (step === undefined && shift === 0) continue
    const { region, waiting } = step ?? block
    planned.set(block.id, { region: shiftRegion(region, shift), waiting })
    for (const change of step?.changes ?? []) {
      addChange(changes, change)
      shift += change.text.length - change.length
    }
  }
  return { changes, blocks: planned }
}

/** One block's changes, and what it would be if no other block changed. */
type Step = PlannedBlock & { readonly changes: readonly Change[] }

/** From the last block to the first, because white space at a block's end may be shown once text comes after it. */
function planSteps(blocks: readonly Block[], options: PlanOptions): Map<Block, Step> {
  const steps = new Map<Block, Step>()
  let textFrom: number | undefined
  for (let index = blocks.length - 1; index >= 0; index--) {
    const block = blocks[index]
    if (block === undefined) continue
    const { region } = block
    const step = planBlock(block, { ...options, final: options.final || textFrom === region.end })
    if (step !== undefined) steps.set(block, step)
    const after = step?.region ?? region
    const isEmpty = after.end === after.start
    if (!isEmpty || textFrom !== region.end) textFrom = isEmpty ? undefined : region.start
  }
  return steps
}

/** Undefined when nothing waits for the block, or it is gone. */
function planBlock(block: Block, options: PlanOptions): Step | undefined {
  const { region, waiting } = block
  if (waiting.length === 0 || region.fate !== 'open') return undefined
  const replacedAt = waiting.findLastIndex(next => next.type === 'replace')
  const replacement = waiting[replacedAt]
  // What the writer touched is not replaced: the text as it arrived goes on.
  if (replacement === undefined || region.touched) return planEdits(region, waiting, options)
  return planReplacement(region, waiting.slice(replacedAt), options)
}

function planReplacement(region: Region, waiting: readonly Waiting[], options: PlanOptions): Step {
  const [whole = { before: '', behind: '' }, ...rest] = waiting
  const { ready, held } = options.final ? { ready: whole, held: undefined } : divide(whole)
  const { region: wanted, text } = insertOwn(emptyRegion(region.start), { over: 0, ...ready }, options.lineEnd)
  const change = minimalChange(options.slice(region.start, region.end), text, region.start)
  return {
    changes: change === undefined ? [] : [change],
    region: wanted,
    waiting: held === undefined ? rest : [held, ...rest],
  }
}

function planEdits(region: Region, waiting: readonly Waiting[], options: PlanOptions): Step {
  const edits = waiting.filter(next => next.type === 'edit')
  const head = edits.at(-1)
  if (head === undefined) return { region, waiting: [], changes: [] }
  const { ready, held } = options.final ? { ready: head, held: undefined } : divide(head)
  const changes: Change[] = []
  let after = region
  let shift = 0
  for (const edit of [...edits.slice(0, -1), ready]) {
    const grown = insertOwn(after, edit, options.lineEnd)
    addChange(changes, { offset: grown.at - shift, length: 0, text: grown.text })
    after = grown.region
    shift += grown.text.length
  }
  return { changes, region: after, waiting: held === undefined ? [] : [held] }
}

/** The region after an edit of its own, with the place and the text of the insertion. */
function insertOwn(region: Region, edit: Omit<WaitingEdit, 'type'>, lineEnd: LineEnd): { region: Region; at: number; text: string } {
  const { caret: at, ahead } = passOver(region, edit.over)
  const before = withLineEnds(edit.before, lineEnd)
  const behind = withLineEnds(edit.behind, lineEnd)
  const caret = at + before.length
  const grown = before.length + behind.length
  const shifted = ahead.map(piece => ({ ...piece, at: piece.at + grown }))
  const own = behind === '' ? shifted : [{ at: caret, text: behind, gone: false }, ...shifted]
  return { region: { ...region, end: region.end + grown, caret, ahead: own }, at, text: before + behind }
}

/** Adds a change behind the others; changes that touch each other become one, since an editor may order them as it likes. */
function addChange(changes: Change[], change: Change): void {
  if (change.text === '' && change.length === 0) return
  const last = changes.at(-1)
  if (last === undefined || last.offset + last.length < change.offset) changes.push(change)
  else changes.splice(-1, 1, { offset: last.offset, length: last.length + change.length, text: last.text + change.text })
}
