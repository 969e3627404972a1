import { sampleNotice } from '@coldopen/core/protocol'
import type { Bible } from '@coldopen/script'

/** The sentence that each file of a script bears above its text, if any. */
export const noticeAbove = (bible: Bible | undefined, isSample: boolean): string | undefined => bible?.generation_info.notice ?? (isSample ? sampleNotice : undefined)
