import type { Documents, LiveDocument } from '@coldopen/client'
import { Uri, workspace, type LogOutputChannel, type TextDocument } from 'vscode'
import type { FoundBlock } from './stream/blocks.ts'
import { openEditorPort, systemClock } from './stream/editor-port.ts'
import { followHead } from './stream/follow.ts'
import { openLiveDocument, type Outcome } from './stream/live-document.ts'

/** Says what became of a stream that could not be written to its end, with what was left over. */
export type Leftover = (outcome: Outcome, file: string) => void
