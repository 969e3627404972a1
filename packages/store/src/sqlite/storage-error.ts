import { ColdopenError } from '@coldopen/core'
import { sqliteCode } from './sqlite-code.ts'

/** An error of SQLite or of the file system as a `storage` error about `file`; undefined when it is neither's. */
export const storageError = (error: unknown, file: string): ColdopenError | undefined => {
  const sentence = sentenceFor(error, file)
  return sentence === undefined ? undefined : new ColdopenError('storage', sentence, error)
}

const sentenceFor = (error: unknown, file: string): string | undefined => {
  if (!(error instanceof Error && 'code' in error)) return undefined
  const code = sqliteCode(error)
  if (code !== undefined) return (sqliteSentences[code] ?? otherSentence)(file, error.message)
  if (!('syscall' in error) || typeof error.code !== 'string') return undefined
  return (fileSentences[error.code] ?? otherSentence)(file, error.message)
}

type Sentence = (file: string, message: string) => string

const full: Sentence = file =>
  `The disk is full, so ${file} cannot be written: free some space on it, then resume. What was stored before is kept.`
const readOnly: Sentence = file =>
  `${file} cannot be written because it is read-only: give yourself write permission on it and its folder, or choose another data folder.`
const forbidden: Sentence = file =>
  `${file} cannot be opened for lack of permission: give yourself access to it and its folder, or choose another data folder.`
const notAFolder: Sentence = file =>
  `${file} cannot be created because a part of its path is a file and not a folder: choose another data folder.`
const unreachable: Sentence = file =>
  `${file} cannot be opened: check that it is a file, that its folder exists and that you may write there, or choose another data folder.`
const busy: Sentence = file => `Another program holds ${file} locked: close it, then try again.`
const notADatabase: Sentence = file =>
  `${file} is not a database of Coldopen, or is damaged: move it away or restore a copy of it, then start again.`
const notWorking: Sentence = (file, message) =>
  `The disk failed while ${file} was in use (${message}): check that disk and its free space, then resume. What was stored before is kept.`
const otherSentence: Sentence = (file, message) => `${file} could not be used (${message}): check the file and its folder, then try again.`

/** By SQLite's primary result code: https://sqlite.org/rescode.html */
const sqliteSentences: { readonly [code: number]: Sentence } = {
  3: forbidden,
  5: busy,
  6: busy,
  8: readOnly,
  10: notWorking,
  11: notADatabase,
  13: full,
  14: unreachable,
  26: notADatabase,
}

const fileSentences: { readonly [code: string]: Sentence } = {
  EACCES: forbidden,
  EPERM: forbidden,
  EROFS: readOnly,
  ENOSPC: full,
  EDQUOT: full,
  ENOTDIR: notAFolder,
  EEXIST: notAFolder,
  EISDIR: unreachable,
}
