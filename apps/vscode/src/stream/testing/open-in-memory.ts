import type { LiveEdit } from '@coldopen/script'
import type { LiveDocument, LiveDocumentOptions } from '../live-document.ts'
import { openLiveDocument } from '../live-document.ts'
import type { MemoryEditor } from './memory-editor.ts'
import { createMemoryEditor } from './memory-editor.ts'
import type { VirtualClock } from './virtual-clock.ts'
import { createVirtualClock } from './virtual-clock.ts'

export const prose = (text: string): LiveEdit => ({ over: 0, insert: text, caret: text.length })

/** A stream into an editor in memory that holds `start`, at its end unless said otherwise. */
export function openInMemory(start: string, options: Partial<Pick<LiveDocumentOptions, 'from'>> = {}): { clock: VirtualClock; editor: MemoryEditor; live: LiveDocument } {
  const clock = createVirtualClock()
  const editor = createMemoryEditor(clock, start, () => 6)
  const live = openLiveDocument({ port: editor, clock, from: start.length, ...options })
  return { clock, editor, live }
}
