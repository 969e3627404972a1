import { meaningOf, type Coldopen } from './create-coldopen.ts'
import { readEdits, type Edits } from './folder/read-edits.ts'
import type { ScriptFolder } from './folder/script-folder.ts'
import { ServerGone } from './server-gone.ts'

export type FollowedDraft = {
  readonly run: string
  readonly folder: Pick<ScriptFolder, 'whenEdited'>
  readonly connect: () => Promise<Coldopen>
  /** Told in one sentence each: what the run has taken, and, once, what it refuses. */
  readonly onNotice: (sentence: string) => void
}

/** Milliseconds from one look at the files to the next. */
const lookMs = 1000

const takenSentence = ({ bible, segments }: Edits): string => {
  const numbers = segments.map(segment => segment.segment_number).join(', ')
  const what = [...(bible ? ['the plan'] : []), ...(numbers === '' ? [] : [`what is drafted already (${numbers})`])].join(' and ')
  return `You have changed ${what}: what is asked for from now on is written from that.`
}

/**
 * Tells a run that is being drafted what its writer saves in its files, each change once, until it is closed. Looking costs
 * next to nothing while they are as they were left. Nothing here rejects: what is refused is a notice.
 */
export const followEdits = (draft: FollowedDraft): { readonly close: () => Promise<void> } => {
  const { run, folder, onNotice } = draft
  const refused = new Set<string>()
  const told = new Set<string>()
  let looking: Promise<void> | undefined

  const tellRefusal = (error: unknown, url: string): void => {
    const meaning = meaningOf(error, url)
    if (meaning instanceof ServerGone) throw meaning
    if (!told.has(meaning.message)) onNotice(meaning.message)
    told.add(meaning.message)
  }

  const send = async (dir: string): Promise<void> => {
    const { api, url } = await draft.connect()
    try {
      const { bible: known, parts } = await api.runs.get.query({ runId: run })
      if (!known) return
      const { bible, segments } = await readEdits(dir, { bible: known, segments: parts.flatMap(part => part.segments) })
      if (segments.length > 0) {
        await api.runs.edit.mutate({ runId: run, segments: [...segments] })
        onNotice(takenSentence({ segments }))
      }
      const text = JSON.stringify(bible)
      if (!bible || refused.has(text)) return
      refused.add(text)
      await api.runs.setBible.mutate({ runId: run, bible })
      refused.delete(text)
      onNotice(takenSentence({ bible, segments: [] }))
    } catch (error) {
      tellRefusal(error, url)
    }
  }

  // A server that is gone is looked for by whoever follows the run; the next look tells it.
  const look = (): void => {
    looking ??= folder
      .whenEdited(send)
      .catch(() => undefined)
      .finally(() => (looking = undefined))
  }
  const timer = setInterval(look, lookMs)
  return {
    async close() {
      clearInterval(timer)
      await looking
    },
  }
}
