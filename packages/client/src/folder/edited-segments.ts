import { cueKey, readMarkdown, segmentMarkdown, speakersOf, type MarkdownSegment, type Roster, type Segment } from '@coldopen/script'
import { passageHash, piecesOf, plainText } from './merge-script.ts'
import { isOurs, type TextRecord } from './sidecar.ts'

/** A segment with the words that its writer gave it. Whoever speaks and is nobody of the roster, nor of `told`, speaks in the action. */
const withWords = (known: Segment, read: MarkdownSegment, told: ReadonlyMap<string, string>): Segment => {
  const said = (read.dialogue ?? []).map(speech => ({ ...speech, id: speech.character_id ?? told.get(cueKey(speech.speaker)) }))
  const spoken = said.flatMap(({ id, delivery, line }) => (id === undefined ? [] : [{ character_id: id, delivery: delivery.trim(), line: line.trim() }]))
  const strangers = said.filter(({ id }) => id === undefined).map(({ speaker, line }) => `${speaker}: ${line}`)
  return {
    segment_id: known.segment_id,
    segment_number: known.segment_number,
    title: read.title.trim(),
    setting: read.setting.trim(),
    action: [read.action.trim(), ...strangers].filter(text => text !== '').join('\n\n'),
    ...(read.narration !== undefined && { narration: read.narration.trim() }),
    ...((known.dialogue !== undefined || spoken.length > 0) && { dialogue: spoken }),
  }
}

const isEmpty = ({ action, narration, dialogue = [] }: Segment): boolean => action === '' && (narration ?? '') === '' && dialogue.length === 0

/** A script as it was told; `rosterNow` is the cast by the names that its writer gives it now. */
export type ToldScript = { readonly segments: Iterable<Segment>; readonly roster: Roster; readonly rosterNow?: Roster }

/** What is known of a file that may not have all of its script. */
export type NotWhole = {
  /** What a process before this one put there, by ids. */
  readonly left?: { readonly [id: string]: TextRecord }
  /** A segment may break off where it had not arrived yet. */
  readonly breaksOff?: boolean
}

/**
 * The finished segments that a script's Markdown has in other words than they were told, with the writer's words. One that
 * was removed, or of which nothing is left to read, is not among them; nor is one that `behind` tells is merely not whole yet.
 */
export const editedSegments = (text: string, script: ToldScript, behind: NotWhole = {}): Segment[] => {
  const { roster, rosterNow = roster } = script
  const told = speakersOf(roster)
  const pieces = new Map(piecesOf(text).map(piece => [piece.id, piece.text]))
  const edited: Segment[] = []
  for (const known of script.segments) {
    const piece = pieces.get(known.segment_id)
    const ours = segmentMarkdown(known, roster)
    if (piece === undefined || isOurs(behind.left?.[known.segment_id], passageHash(piece)) || plainText(piece) === plainText(ours)) continue
    if (behind.breaksOff && plainText(ours).startsWith(plainText(piece))) continue
    const [now] = readMarkdown(piece, rosterNow).segments
    const [then] = readMarkdown(ours, roster).segments
    if (!now || !then) continue
    const segment = withWords(known, now, told)
    const isSame = JSON.stringify(segment) === JSON.stringify(withWords(known, then, told))
    if (!isSame && !isEmpty(segment)) edited.push(segment)
  }
  return edited
}
