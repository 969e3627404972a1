import { writeFileAtomic } from '../atomic-file.ts'
import type { HeldFolder } from './held-folder.ts'
import { readKept, stampOf, type Found } from './kept-file.ts'
import type { PartFile } from './set-draft.ts'
import { hashOf, isOurs, type FileRecord } from './sidecar.ts'

/** What is to become of a file: another text, or nothing, since it says so already or is the writer's. */
export type Decision =
  | { readonly type: 'write'; readonly text: string; readonly edited?: boolean; readonly written?: () => void }
  /** With a hash the file counts as left by us as it is. */
  | { readonly type: 'keep'; readonly hash?: string; readonly edited?: boolean; readonly kept?: () => void }
  /** Somebody else has it in hand; it wants another look. */
  | { readonly type: 'wait' }

/** A file that may have to be rewritten: its name, and what is to become of it as it stands now. */
export type Draft = {
  readonly name: string
  decide(found: Found, record: FileRecord | undefined): Decision
  /** Whether an editor writes it by now. */
  isLive?(): boolean
}

export type Books = {
  readonly folder: HeldFolder
  readonly records: Map<string, FileRecord>
  /** Writes the sidecar as the records stand. */
  readonly save: () => Promise<void>
  /** Told of a file that is not as it was left, before anything becomes of it. */
  readonly onForeign?: (name: string) => void
  /** Told of a file that has another text now, and of the hash of the one before. */
  readonly onReplaced?: (name: string, hash: string) => void
}

const recordOf = (hash: string, edited: boolean | undefined): FileRecord => ({ hash, ...(edited && { edited }) })

type Job = { readonly draft: Draft; readonly decision: Extract<Decision, { type: 'write' }>; readonly hash: string; readonly stamp: string | undefined; readonly before: string | undefined }

/** Files that are written at the same time. */
const together = 8

/** Waits for all of them, and then throws for the first that failed. */
const allOf = async (promises: readonly Promise<void>[]): Promise<void> => {
  for (const outcome of await Promise.allSettled(promises)) if (outcome.status === 'rejected') throw outcome.reason
}

/**
 * Rewrites what has to be rewritten. Before the first file the sidecar says what each is about to be, so that after a crash
 * nobody takes our own text for the writer's. Answers how many characters it wrote, and the names of the files that want
 * another look: those in other hands, and those that changed under ours and were left alone.
 */
export const rewrite = async (books: Books, drafts: readonly Draft[]): Promise<{ written: number; again: Set<string> }> => {
  const decided: Job[] = []
  const again = new Set<string>()
  for (const draft of drafts) {
    const path = books.folder.path(draft.name)
    const stamp = await stampOf(path)
    const found = await readKept(path, draft.name)
    const record = books.records.get(draft.name)
    if (found.type === 'file' && !isOurs(record, found.hash)) books.onForeign?.(draft.name)
    const decision = draft.decide(found, record)
    if (decision.type === 'write') decided.push({ draft, decision, hash: hashOf(decision.text), stamp, before: found.type === 'file' ? found.hash : undefined })
    else if (decision.type === 'wait') again.add(draft.name)
    else {
      if (decision.hash !== undefined) books.records.set(draft.name, recordOf(decision.hash, decision.edited))
      decision.kept?.()
    }
  }
  // From here on no editor begins with one of them: its text is about to be another.
  const jobs = decided.filter(({ draft }) => draft.isLive?.() !== true)
  for (const job of decided) if (!jobs.includes(job)) again.add(job.draft.name)
  if (jobs.length === 0) return { written: 0, again }

  for (const { draft, decision, hash } of jobs) {
    books.records.set(draft.name, { ...books.records.get(draft.name), next: hash, ...(decision.edited && { edited: true }) })
  }
  await books.save()
  let written = 0
  const write = async ({ draft, decision, hash, stamp, before }: Job): Promise<void> => {
    const path = books.folder.path(draft.name)
    const done = await writeFileAtomic(path, decision.text, async () => (await stampOf(path)) === stamp)
    if (done) {
      books.records.set(draft.name, recordOf(hash, decision.edited))
      if (before !== undefined) books.onReplaced?.(draft.name, before)
      decision.written?.()
      written += decision.text.length
    } else {
      const { next: _, ...record } = books.records.get(draft.name) ?? {}
      books.records.set(draft.name, record)
      again.add(draft.name)
    }
  }
  // Waiting for the disk is most of the work, and several can wait together.
  for (let at = 0; at < jobs.length; at += together) await allOf(jobs.slice(at, at + together).map(write))
  return { written, again }
}

/** The same file while an editor writes it: looked at, and not written. */
export const watched = (draft: Draft): Draft => ({
  name: draft.name,
  decide(found, record) {
    const decision = draft.decide(found, record)
    return decision.type === 'write' ? { type: 'wait' } : decision
  },
})

const meaningOf = (text: string | undefined): string | undefined => {
  if (text === undefined) return undefined
  try {
    return JSON.stringify(JSON.parse(text))
  } catch {
    return text
  }
}

/** Whether two JSON texts say the same, however they are laid out. */
export const sameMeaning = (one: string | undefined, other: string): boolean => meaningOf(one) === meaningOf(other)

/** A file that is ours as a whole or the writer's as a whole, as a draft. */
export const wholeFile = (file: PartFile, notify: (sentence: string) => void): Draft => ({
  name: file.name,
  decide(found, record) {
    if (found.type === 'other') notify(linkSentence(file.name))
    if (found.type !== 'file') return { type: 'write', text: file.text }
    if (found.text === file.text || sameMeaning(found.text, file.text)) return { type: 'keep', hash: found.hash }
    if (isOurs(record, found.hash) && !record?.edited) return { type: 'write', text: file.text }
    notify(file.leave)
    const isNew = file.supersedes && record !== undefined && !isOurs(record, hashOf(file.text))
    return isNew ? { type: 'keep', hash: found.hash, edited: true } : { type: 'keep' }
  },
})

export const linkSentence = (name: string): string => {
  return `${name} was no file of its own but a link or a folder; the script's text takes its place, and what it led to is untouched.`
}
