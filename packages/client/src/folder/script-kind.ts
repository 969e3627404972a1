import { formats, type Brief } from '@coldopen/core/protocol'
import { chunkFileName, completeFileName, scriptFileName, segmentId, setFileName } from '@coldopen/script'

/** How the files of a script are called and what they are made of: segments in sets, or chunks. */
export type ScriptKind = {
  readonly unit: 'segment' | 'chunk'
  /** What a sentence calls a part, and the files of the parts. */
  readonly part: string
  readonly partFiles: string
  /** The id of a segment or a chunk, by its number. */
  readonly idOf: (number: number) => string
  readonly scriptFile: (slug: string) => string
  readonly partFile: (slug: string, part: number, parts: number) => string
}

const segmented: ScriptKind = {
  unit: 'segment',
  part: 'set',
  partFiles: 'set files',
  idOf: segmentId,
  scriptFile: scriptFileName,
  partFile: setFileName,
}

const chunked: ScriptKind = {
  unit: 'chunk',
  part: 'chunk',
  partFiles: 'chunk files',
  idOf: number => `chunk_${String(number).padStart(4, '0')}`,
  scriptFile: () => completeFileName,
  partFile: (_slug, part, parts) => chunkFileName(part, parts),
}

/** How the script's own file is called: as its writer has renamed it, or as its kind has it. */
export const scriptNameOf = (slug: string, script: { readonly brief: Brief; readonly scriptFile?: string | undefined }): string => {
  return script.scriptFile ?? kindOf(script.brief.format).scriptFile(slug)
}

export const kindOf = (format: Brief['format']): ScriptKind => (formats[format].kind === 'chunked' ? chunked : segmented)
