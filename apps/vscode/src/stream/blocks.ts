import type { LiveEdit } from '@coldopen/script'
import { countOf, withLineEnds } from './line-ends.ts'
import type { LineEnd } from './line-ends.ts'
import type { Waiting } from './live-edit.ts'
import { append } from './live-edit.ts'
import type { Block, Plan } from './plan.ts'
import { planFlush } from './plan.ts'
import type { DocumentEvent } from './port.ts'
import type { Change, Region } from './region.ts'
import { emptyRegion, moveRegion, regionAfterLineEnds } from './region.ts'

/**
 * A block that is in the document already, as after a reload: `start` and `end` are offsets, and `touched` says whether its
 * text is other than the stream left it.
 */
export type FoundBlock = { readonly id: string; readonly start: number; readonly end: number; readonly touched: boolean }

/** A document's text and line ends as they are now. */
export type DocumentText = { readonly text: () => string; readonly lineEnd: () => LineEnd }

/** The blocks of one document in the order in which they stand in it, and the edit that is on its way. */
export type Blocks = {
  readonly open: (id: string, after: string | undefined) => void
  readonly edit: (id: string, edit: LiveEdit) => void
  readonly replace: (id: string, text: string, caret: number) => void
  /** Counts a found block as the stream's own again. */
  readonly claim: (id: string) => void
  readonly all: () => readonly Block[]
  /** The next edit, remembered as being on its way; without changes when there is nothing to write. */
  readonly take: (final: boolean) => Plan
  /** Takes notice of a change of the document; `own` when it is the edit that was on its way. */
  readonly change: (event: DocumentEvent) => 'own' | 'other'
  readonly giveBack: () => void
}

/** A block, and how many characters of the stream's own will be behind its caret when nothing waits any more. */
type Entry = Block & { readonly ahead: number }

type Flight = { readonly plan: Plan; readonly taken: ReadonlyMap<string, readonly Waiting[]> }

export function createBlocks(document: DocumentText, from: number | readonly FoundBlock[]): Blocks {
  let entries: Entry[] = typeof from === 'number' ? [] : from.map(foundEntry)
  let flight: Flight | undefined
  let lineEnd = document.lineEnd()
  // Where the first block goes; an empty region moves as it should.
  let origin = emptyRegion(typeof from === 'number' ? from : 0)

  const update = (id: string, change: (entry: Entry) => Entry): void => {
    if (!entries.some(entry => entry.id === id)) throw new RangeError(`There is no block ${id}.`)
    entries = entries.map(entry => (entry.id === id ? change(entry) : entry))
  }
  const moveAll = (move: (region: Region) => Region): void => {
    entries = entries.map(entry => ({ ...entry, region: move(entry.region) }))
    origin = move(origin)
  }
  const land = (plan: Plan): void => {
    let end = origin.end
    entries = entries.map(entry => {
      const planned = plan.blocks.get(entry.id)
      // A block that was opened while the edit was on its way is empty, right behind the one before it.
      const region = planned?.region ?? emptyRegion(end)
      end = region.end
      return { ...entry, region, waiting: [...(planned?.waiting ?? []), ...entry.waiting].reduce<Waiting[]>(append, []) }
    })
  }
  const takeOnce = (final: boolean): Plan => {
    const plan = planFlush(entries, { text: document.text, lineEnd, final })
    const taken = new Map(entries.map(entry => [entry.id, entry.waiting]))
    entries = entries.map(entry => ({ ...entry, waiting: [] }))
    if (plan.changes.length > 0) flight = { plan, taken }
    else land(plan)
    return plan
  }
  return {
    open(id, after) {
      if (entries.some(entry => entry.id === id)) throw new RangeError(`There is a block ${id} already.`)
      const index = after === undefined ? entries.length - 1 : entries.findIndex(entry => entry.id === after)
      if (after !== undefined && index < 0) throw new RangeError(`There is no block ${after}.`)
      const at = entries[index]?.region.end ?? origin.end
      entries = entries.toSpliced(index + 1, 0, { id, region: emptyRegion(at), waiting: [], ahead: 0 })
    },
    edit(id, edit) {
      update(id, entry => {
        if (edit.over > entry.ahead) throw new RangeError(`Block ${id} has ${entry.ahead} characters ahead, not ${edit.over}.`)
        const ahead = entry.ahead - edit.over + countOf(edit.insert.slice(edit.caret))
        return { ...entry, ahead, waiting: append(entry.waiting, { type: 'edit', ...edit }) }
      })
    },
    replace(id, text, caret) {
      const ahead = countOf(text.slice(caret))
      update(id, entry => ({ ...entry, ahead, waiting: append(entry.waiting, { type: 'replace', text, caret }) }))
    },
    claim: id => update(id, entry => ({ ...entry, region: { ...entry.region, touched: false } })),
    all: () => entries,
    take(final) {
      const hadReplacement = entries.some(entry => entry.waiting.some(next => next.type === 'replace'))
      const plan = takeOnce(final)
      // A replacement that changes nothing may stand before text that does.
      return plan.changes.length === 0 && hadReplacement ? takeOnce(final) : plan
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
      if (flight === undefined) return
      const { taken } = flight
      flight = undefined
      entries = entries.map(entry => ({ ...entry, waiting: [...(taken.get(entry.id) ?? []), ...entry.waiting].reduce<Waiting[]>(append, []) }))
    },
  }
}

const foundEntry = (found: FoundBlock): Entry => ({
  id: found.id,
  region: { ...emptyRegion(found.start), end: found.end, caret: found.end, touched: found.touched },
  waiting: [],
  ahead: 0,
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
