import { withLineEnds } from '../line-ends.ts'
import type { LineEnd } from '../line-ends.ts'
import type { Clock, DocumentEvent, EditorPort, ScreenTop, Whereabouts } from '../port.ts'
import type { Change } from '../region.ts'

/** An editor in memory with the manners of a real one: an edit takes time, and is refused when the document moved on. */
export type MemoryEditor = EditorPort & {
  /** An edit by somebody else; its change is told at once. */
  readonly write: (offset: number, length: number, text: string, reason?: DocumentEvent['reason']) => void
  readonly setLineEnd: (lineEnd: LineEnd) => void
  readonly move: (place: Whereabouts) => void
  /** What the next edits answer without changing anything: `throws`, or an answer. */
  readonly fail: (times: number, how: 'refused' | 'accepted' | 'throws') => void
  readonly scroll: (first: number, last: number) => void
  readonly record: Readonly<Recorded>
}

type Recorded = { edits: { readonly text: string; readonly at: number; readonly undoStopBefore: boolean; readonly hidden: boolean }[]; refused: number; revealed: number[] }

export function createMemoryEditor(clock: Clock, start: string, latency: () => number): MemoryEditor {
  const record: Recorded = { edits: [], refused: 0, revealed: [] }
  const listeners = new Set<(event: DocumentEvent) => void>()
  const movers = new Set<() => void>()
  const scrollers = new Set<() => void>()
  let lineEnd: LineEnd = start.includes('\r\n') ? '\r\n' : '\n'
  let text = start
  let version = 0
  let place: Whereabouts = 'visible'
  let failures: { times: number; how: 'refused' | 'accepted' | 'throws' } = { times: 0, how: 'refused' }
  let screen = { first: 0, last: Infinity }

  const apply = (changes: readonly Change[], reason: DocumentEvent['reason']): void => {
    const told = changes.map(change => ({ ...change, text: withLineEnds(change.text, lineEnd) })).toReversed()
    for (const change of told) text = text.slice(0, change.offset) + change.text + text.slice(change.offset + change.length)
    version++
    for (const listener of listeners) listener({ changes: told, reason, lineEnd })
  }
  const edit = async (changes: readonly Change[], undoStopBefore: boolean, hidden: boolean): Promise<'accepted' | 'refused'> => {
    const asked = version
    await clock.sleep(latency())
    if (failures.times > 0) {
      failures = { ...failures, times: failures.times - 1 }
      if (failures.how === 'throws') throw new Error('The editor is gone.')
      return failures.how
    }
    if (version !== asked || (place === 'hidden') !== hidden) {
      record.refused++
      return 'refused'
    }
    apply(changes, undefined)
    record.edits.push({ text, at: clock.now(), undoStopBefore, hidden })
    return 'accepted'
  }
  const top = (): ScreenTop | undefined => (place === 'visible' ? { line: screen.first, character: 0 } : undefined)
  return {
    record,
    whereabouts: () => place,
    text: () => text,
    slice: (from, to) => text.slice(from, to),
    lineEnd: () => lineEnd,
    edit: (changes, undoStopBefore) => edit(changes, undoStopBefore, false),
    editHidden: changes => edit(changes, true, true),
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    onMoved(listener) {
      movers.add(listener)
      return () => movers.delete(listener)
    },
    top,
    sight(offset) {
      if (place !== 'visible') return undefined
      const line = text.slice(0, offset).split('\n').length - 1
      return line < screen.first ? 'above' : line > screen.last ? 'below' : 'shown'
    },
    reveal: offset => record.revealed.push(offset),
    onScroll(listener) {
      scrollers.add(listener)
      return () => scrollers.delete(listener)
    },
    write: (offset, length, inserted, reason) => apply([{ offset, length, text: inserted }], reason),
    setLineEnd(next) {
      if (next === lineEnd) return
      lineEnd = next
      text = withLineEnds(text, next)
      version++
      for (const listener of listeners) listener({ changes: [{ offset: 0, length: text.length, text }], reason: undefined, lineEnd })
    },
    move(next) {
      place = next
      for (const mover of movers) mover()
    },
    fail: (times, how) => (failures = { times, how }),
    scroll(first, last) {
      screen = { first, last }
      for (const scroller of scrollers) scroller()
    },
  }
}
