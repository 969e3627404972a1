import type { Bible } from '@coldopen/script'
import { meaningOf, type Coldopen } from './create-coldopen.ts'
import { readEdits } from './folder/read-edits.ts'
import type { ScriptFolder } from './folder/script-folder.ts'
import { emptiedSentence, scriptOf, sendText, takenSentence } from './send-edits.ts'
import { ServerGone } from './server-gone.ts'

export type FollowedDraft = {
  readonly run: string
  readonly folder: Pick<ScriptFolder, 'whenEdited'>
  readonly connect: () => Promise<Coldopen>
  /** Files, by their absolute paths, that somebody else looks at, such as an editor that streams into them. */
  readonly isElsewhere?: (file: string) => boolean
  /** Told in one sentence each: what the run has taken, and, once, what it refuses. */
  readonly onNotice: (sentence: string) => void
}

/** Milliseconds from one look at the files to the next. */
const lookMs = 1000

/**
 * Tells a run that is being drafted what its writer saves in its files, each change once, until it is closed. Looking costs
 * next to nothing while they are as they were left. Nothing here rejects: what is refused is a notice.
 */
export const followEdits = (draft: FollowedDraft): { readonly close: () => Promise<void> } => {
  const { run, folder, onNotice } = draft
  const refused = new Set<string>()
  const told = new Set<string>()
  let looking: Promise<void> | undefined

  const tell = (sentence: string | undefined): void => {
    if (sentence !== undefined) onNotice(sentence)
  }

  const tellOnce = (sentence: string): void => {
    if (!told.has(sentence)) tell(sentence)
    told.add(sentence)
  }

  /** Whether it was done. What is refused is told; a server that is gone is thrown. */
  const attempt = async (url: string, act: () => Promise<unknown>): Promise<boolean> => {
    try {
      await act()
      return true
    } catch (error) {
      const meaning = meaningOf(error, url)
      if (meaning instanceof ServerGone) throw meaning
      tellOnce(meaning.message)
      return false
    }
  }

  const sendBible = async ({ api, url }: Coldopen, bible: Bible): Promise<void> => {
    const plan = JSON.stringify(bible)
    if (refused.has(plan)) return
    if (await attempt(url, () => api.runs.setBible.mutate({ runId: run, bible }))) tell(takenSentence({ bible }))
    else refused.add(plan)
  }

  const send = async (dir: string, begun: ReadonlyMap<number, string>): Promise<void> => {
    const client = await draft.connect()
    const { api, url } = client
    await attempt(url, async () => {
      const script = await scriptOf(api, run)
      if (!script) return
      const { isElsewhere } = draft
      const { bible, ...text } = await readEdits(dir, script, { begun, ...(isElsewhere && { isElsewhere }) })
      if (bible) await sendBible(client, bible)
      await sendText(api, run, text)
      tell(takenSentence(text))
      for (const name of text.emptied) tellOnce(emptiedSentence(name))
    })
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
