import type { LiveEdit } from '@coldopen/script'
import { countOf, withLineEnds } from './line-ends.ts'
import type { Block, Plan } from './plan.ts'
import { planFlush } from './plan.ts'
import type { DocumentEvent, EditorPort } from './port.ts'
import type { Change, Region } from './region.ts'
import { emptyRegion, moveRegion, regionAfterLineEnds } from './region.ts'
import type { Waiting } from './waiting.ts'
import { append } from './waiting.ts'

/**
 * A block that is in the document already, as after a reload: `start` and `end` are offsets, and `touched` says whether its
 * text is other than the stream left it.
 */
export type FoundBlock = { readonly id: string; readonly start: number; readonly end: number; readonly touched: boolean }

/** A document's text, all of it or a piece, and its line ends as they are now. */
export type DocumentText = Pick<EditorPort, 'text' | 'slice' | 'lineEnd'>

/** The blocks of one document in the order in which they stand in it, and the edit that is on its way. */
export type Blocks = {
  readonly open: (id: string, after: string | undefined) => void
  readonly edit: (id: string, edit: LiveEdit) => void
  readonly replace: (id: string, text: string, caret: number) => void
  /** Counts a found block as the stream's own again. */
  readonly claim: (id: string) => void
  readonly find: (id: string) => Block | undefined
  readonly all: () => readonly Block[]
  /** The next edit, remembered as being on its way; empty when there is nothing to write. */
  readonly take: (final: boolean) => readonly Change[]
  /** Takes notice of a change of the document; `own` when it is the edit that was on its way. */
  readonly change: (event: DocumentEvent) => 'own' | 'other'
  /** The edit on its way did not arrive: what it carried waits again. */
  readonly giveBack: () => void
}

type Entry = {
  readonly id: string
  region: Region
  waiting: readonly Waiting[]
  /** Characters of the stream's own behind the caret once nothing waits any more. */
  ahead: number
  /** Opened while an edit was on its way, which does not know of it. */
  isNew: boolean
}

type Flight = { readonly plan: Plan; readonly taken: ReadonlyMap<Entry, readonly Waiting[]> }

export function createBlocks(document: DocumentText, from: number | readonly FoundBlock[]): Blocks {
  const order: Entry[] = typeof from === 'number' ? [] : from.map(foundEntry)
  const byId = new Map(order.map(entry => [entry.id, entry]))
  let flight: Flight | undefined
  let lineEnd = document.lineEnd()
  // Where the first block goes; an empty region moves as it should.
  let origin = emptyRegion(typeof from === 'number' ? from : 0)

  const known = (id: string): Entry => {
    const entry = byId.get(id)
    if (entry === undefined) throw new RangeError(`There is no block ${id}.`)
    return entry
  }
  const moveAll = (move: (region: Region) => Region): void => {
    for (const entry of order) entry.region = move(entry.region)
    origin = move(origin)
  }
  const land = (plan: Plan): void => {
    let end = origin.end
    for (const entry of order) {
      const planned = plan.blocks.get(entry.id)
      if (planned !== undefined) {
        entry.region = { ...planned.region, touched: entry.region.touched }
        entry.waiting = joined(planned.waiting, entry.waiting)
      }
      // Still empty, and right behind the one before it.
      if (entry.isNew) entry.region = emptyRegion(end)
      entry.isNew = false
      end = entry.region.end
    }
  }
  const takeOnce = (final: boolean): readonly Change[] => {
    const plan = planFlush(order, { slice: document.slice, lineEnd, final })
    const taken = new Map<Entry, readonly Waiting[]>()
    for (const entry of order) {
      if (entry.waiting.length === 0 || entry.region.fate !== 'open') continue
      taken.set(entry, entry.waiting)
      entry.waiting = []
    }
    if (plan.changes.length > 0) flight = { plan, taken }
    else land(plan)
    return plan.changes
  }
  return {
    open(id, after) {
      if (byId.has(id)) throw new RangeError(`There is a block ${id} already.`)
      const previous = after === undefined ? order.at(-1) : known(after)
      const at = previous?.region.end ?? origin.end
      const entry: Entry = { id, region: emptyRegion(at), waiting: [], ahead: 0, isNew: flight !== undefined }
      order.splice(previous === undefined ? 0 : order.lastIndexOf(previous) + 1, 0, entry)
      byId.set(id, entry)
    },
    edit(id, edit) {
      const entry = known(id)
      if (edit.over > entry.ahead) throw new RangeError(`Block ${id} has ${entry.ahead} characters ahead, not ${edit.over}.`)
      const behind = edit.insert.slice(edit.caret)
      entry.ahead += countOf(behind) - edit.over
      entry.waiting = append(entry.waiting, { type: 'edit', over: edit.over, before: edit.insert.slice(0, edit.caret), behind })
    },
    replace(id, text, caret) {
      const entry = known(id)
      const behind = text.slice(caret)
      entry.ahead = countOf(behind)
      entry.waiting = append(entry.waiting, { type: 'replace', before: text.slice(0, caret), behind })
    },
    claim(id) {
      const entry = known(id)
      if (entry.region.fate === 'open') entry.region = { ...entry.region, touched: false }
    },
    find: id => byId.get(id),
    all: () => order,
    take(final) {
      const hadReplacement = order.some(entry => entry.waiting.some(next => next.type === 'replace'))
      const changes = takeOnce(final)
      // A replacement that changes nothing may stand before text that does.
      return changes.length === 0 && hadReplacement ? takeOnce(final) : changes
    },
    change(event) {
      if (flight !== undefined && event.reason === undefined && isSame(flight.plan.changes, event.changes)) {
        land(flight.plan)
        flight = undefined
        return 'own'
      }
      if (event.lineEnd !== lineEnd) {
        const before = withLineEnds(document.text(), lineEnd)
        lineEnd = event.lineEnd
        moveAll(region => regionAfterLineEnds(region, before, event.lineEnd))
      } else {
        for (const change of event.changes) moveAll(region => moveRegion(region, change, event.reason === 'undo'))
      }
      return 'other'
    },
    giveBack() {
      for (const [entry, waiting] of flight?.taken ?? []) entry.waiting = joined(waiting, entry.waiting)
      for (const entry of order) entry.isNew = false
      flight = undefined
    },
  }
}

const joined = (first: readonly Waiting[], second: readonly Waiting[]): readonly Waiting[] => second.reduce<readonly Waiting[]>(append, first)

const foundEntry = (found: FoundBlock): Entry => ({
  id: found.id,
  region: { ...emptyRegion(found.start), end: found.end, caret: found.end, touched: found.touched },
  waiting: [],
  ahead: 0,
  isNew: false,
})

/** Whether an event tells of exactly these changes. An editor reports them in an order of its own. */
function isSame(planned: readonly Change[], told: readonly Change[]): boolean {
  if (planned.length !== told.length) return false
  const inOrder = told.toSorted((one, other) => one.offset - other.offset)
  return planned.every((change, index) => {
    const other = inOrder[index]
    return change.offset === other?.offset && change.length === other.length && withLineEnds(change.text, '\n') === withLineEnds(other.text, '\n')
  })
}
