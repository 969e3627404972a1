import type { LiveEdit } from '@coldopen/script'
import type { FoundBlock } from './blocks.ts'
import { createBlocks } from './blocks.ts'
import { createBreather } from './breather.ts'
import type { Follower } from './follow.ts'
import type { Block } from './plan.ts'
import type { Clock, DocumentEvent, EditorPort } from './port.ts'
import type { PumpEnd, Work } from './pump.ts'
import { pump } from './pump.ts'
import { textOf } from './waiting.ts'
import { createWake } from './wake.ts'

/** Text that is not in the document. */
export type KeptText = { readonly block: string; readonly text: string }

/**
 * How streaming into a document ended. What could not be written is in `kept`, block by block.
 * - `done`: everything is in the document, but for blocks that the writer deleted. `stopped`: the same, after `stop()`.
 * - `undone`: the writer undid it. `deleted`: the writer deleted every block.
 * - `read-only`: the document takes no edits. `closed`: it is open nowhere, so its file can be written instead.
 * - `gave-up`: the editor refused too often.
 */
export type Outcome = {
  readonly type: 'done' | 'stopped' | 'undone' | 'deleted' | 'read-only' | 'closed' | 'gave-up'
  readonly kept: readonly KeptText[]
}

export type LiveDocumentOptions = {
  readonly port: EditorPort
  readonly clock: Clock
  /** The offset where the first block goes, or the blocks that are there already, in their order and apart from each other. */
  readonly from: number | readonly FoundBlock[]
  readonly follower?: Follower
}

/** A document that blocks of text stream into, while the writer may change anything. */
export type LiveDocument = {
  /**
   * Adds an empty block right behind the block `after`, or behind the last one. What separates two blocks belongs to the
   * beginning of the second. Throws RangeError when the id is taken, or `after` unknown.
   */
  readonly open: (block: string, after?: string) => void
  /** Adds text to a block. Throws RangeError when there is no such block, or when it passes over more than is there. */
  readonly edit: (block: string, edit: LiveEdit) => void
  /**
   * Gives a block its whole text, with the caret at `caret` or at its end, unless the writer has touched the block: then what
   * came by `edit` stays.
   */
  readonly replace: (block: string, text: string, caret?: number) => void
  /** Counts a block that was found in the document as the stream's own, so that `replace` may change it. */
  readonly claim: (block: string) => void
  /** Whether the writer has changed or deleted anything of the block. */
  readonly isTouched: (block: string) => boolean
  /** Where a block is now, in offsets; undefined when it was deleted or undone. */
  readonly whereIs: (block: string) => { readonly start: number; readonly end: number } | undefined
  /** Nothing more will come: writes what is left. Resolves with the outcome. */
  readonly settle: () => Promise<Outcome>
  /** Takes no more text, and writes what has arrived. Resolves with the outcome. */
  readonly stop: () => Promise<Outcome>
  /** Resolves as soon as streaming has ended, whoever ended it. */
  readonly ended: Promise<Outcome>
}

export function openLiveDocument(options: LiveDocumentOptions): LiveDocument {
  const { port, clock, follower } = options
  const blocks = createBlocks(port, options.from)
  const wake = createWake()
  const breather = createBreather(clock.now)
  let ending: 'done' | 'stopped' | undefined
  let landed = false
  let undoStop = true
  let size = port.text().length
  let lineEnd = port.lineEnd()
  /** The block whose head is followed: of those written last, the one that stands last. */
  let writing: Block | undefined

  const heard = (event: DocumentEvent): void => {
    // Documents also tell of changes of their state alone, as when they are saved.
    if (event.changes.length === 0 && event.lineEnd === lineEnd) return
    lineEnd = event.lineEnd
    const isOwn = blocks.change(event) === 'own'
    if (isOwn) landed = true
    undoStop = !isOwn
    breather.changed(isOwn)
    size += event.changes.reduce((sum, change) => sum + change.text.length - change.length, 0)
    if (isOwn && writing !== undefined) follower?.afterEdit(writing.region.caret)
    wake.wake()
  }
  const work: Work = {
    isOver: () => overBy(blocks.all()) !== undefined,
    isFinal: () => ending !== undefined,
    take() {
      landed = false
      const last = blocks.all().findLast(block => block.region.fate === 'open' && block.waiting.length > 0)
      const changes = blocks.take(ending !== undefined)
      if (last !== undefined && changes.length > 0) {
        writing = last
        follower?.beforeEdit(last.region.caret)
      }
      return changes
    },
    hasLanded: () => landed,
    giveBack: blocks.giveBack,
    undoStopBefore: () => undoStop,
    size: () => size,
    rest: breather.rest,
    sleep: wake.sleep,
  }
  const outcome = (end: PumpEnd): Outcome => {
    const type = end === 'over' ? (overBy(blocks.all()) ?? 'deleted') : end === 'done' ? (ending ?? 'done') : end
    const kept = blocks.all().map(block => ({ block: block.id, text: textOf(block.waiting) }))
    return { type, kept: kept.filter(one => one.text !== '') }
  }
  const unsubscribe = [port.onChange(heard), port.onMoved(wake.wake), ...(follower === undefined ? [] : [follower.stop])]
  const pumped = pump(work, port, clock).finally(() => unsubscribe.forEach(stop => stop()))
  const finish = async (how: 'done' | 'stopped'): Promise<Outcome> => {
    ending ??= how
    wake.wake()
    return outcome(await pumped)
  }
  return {
    open: (block, after) => blocks.open(block, after),
    edit(block, edit) {
      if (ending !== undefined) return
      blocks.edit(block, edit)
      wake.wake()
    },
    replace(block, text, caret = text.length) {
      if (ending !== undefined) return
      blocks.replace(block, text, caret)
      wake.wake()
    },
    claim: block => blocks.claim(block),
    isTouched: block => blocks.find(block)?.region.touched ?? false,
    whereIs(block) {
      const region = blocks.find(block)?.region
      return region?.fate === 'open' ? { start: region.start, end: region.end } : undefined
    },
    settle: () => finish('done'),
    stop: () => finish('stopped'),
    ended: pumped.then(outcome),
  }
}

/** An undo ends the stream of the whole document; deleting ends it when no block is left. */
function overBy(blocks: readonly Block[]): 'undone' | 'deleted' | undefined {
  if (blocks.some(block => block.region.fate === 'undone')) return 'undone'
  return blocks.length > 0 && blocks.every(block => block.region.fate === 'deleted') ? 'deleted' : undefined
}
