import type { Coldopen } from '@coldopen/client'
import { segmentMarkdown, segmentSchema } from '@coldopen/script'
import { env, Hover, l10n, MarkdownString, Range, Uri, type Position, type TextDocument } from 'vscode'
import type { Studio } from '../drafts/studio.ts'
import { chunkProse, type Piece } from '../script-files/pieces.ts'
import { elementOf } from '../script-files/set-element.ts'
import { textAt } from '../text-at.ts'
import { piecesIn, type KnownScript, type KnownScripts } from './known-scripts.ts'
import { planOf } from './plan-beside.ts'

type Run = Awaited<ReturnType<Coldopen['api']['runs']['get']['query']>>

/** Milliseconds for which a run is taken to be as it was told. */
const fresh = 5000

const plain = (text: string): string => text.replaceAll('\r\n', '\n').trim()

/** Whether the piece stands otherwise than its own file has it; undefined where that is not known. */
const isEdited = async (script: KnownScript, piece: Piece, text: string): Promise<boolean | undefined> => {
  if (piece.unit === 'chunk') {
    const name = script.names.parts.find(part => Number(/(\d+)\.md$/i.exec(part)?.[1]) === piece.number)
    return name === undefined ? undefined : plain(chunkProse(await textAt(Uri.joinPath(script.dir, name)))) !== plain(text)
  }
  for (const name of script.names.parts) {
    const segment = segmentSchema.safeParse(elementOf(await textAt(Uri.joinPath(script.dir, name)), piece.id)?.segment).data
    if (segment) return plain(segmentMarkdown(segment, (await planOf(script))?.characters_roster ?? [])) !== plain(text)
  }
  return undefined
}

const number = new Intl.NumberFormat(env.language)
const when = (time: string): string => new Date(time).toLocaleString(env.language)

/** What the run tells of the part that a piece belongs to, in lines. */
const linesOf = ({ parts, model, summary }: Run, piece: Piece): string[] => {
  const part = parts.find(one => (piece.unit === 'chunk' ? one.number === piece.number && one.chunk : one.segments.some(segment => segment.segment_number === piece.number)))
  if (!part) return []
  const { usage, attempt, segments, doneAt } = part
  const tokens = l10n.t('{0} tokens in, {1} out', number.format(usage.inputTokens), number.format(usage.outputTokens))
  const cost = usage.cost === null ? l10n.t('price not known') : `$${usage.cost.toFixed(usage.cost > 0 && usage.cost < 0.1 ? 4 : 2)}`
  const whole = piece.unit === 'segment' && segments.length > 1 ? l10n.t('for the {0} segments of set {1}', segments.length, part.number) : ''
  return [
    l10n.t('Model: {0}', model),
    l10n.t('Used: {0}, {1} {2}', tokens, cost, whole).trim(),
    doneAt === undefined ? l10n.t('Begun: {0}', when(summary.createdAt)) : l10n.t('Drafted: {0}', when(doneAt)),
    l10n.t('Attempt: {0}', attempt),
    ...(part.edited.includes(piece.number) ? [l10n.t('In your own words at the server too')] : []),
  ]
}

/** What is told of a piece when its heading is pointed at: by the files, and by the server where that runs already. */
export const createPieceHover = (scripts: KnownScripts, studio: Studio): ((document: TextDocument, position: Position) => Promise<Hover | undefined>) => {
  let known: { readonly run: string; readonly until: number; readonly told: Promise<Run | undefined> } | undefined

  const ask = async (runId: string): Promise<Run | undefined> => {
    try {
      const client = await studio.connected()
      return await client?.api.runs.get.query({ runId })
    } catch (error) {
      studio.log.debug(String(error))
      return undefined
    }
  }
  const runOf = (run: string): Promise<Run | undefined> => {
    if (known?.run !== run || known.until < Date.now()) known = { run, until: Date.now() + fresh, told: ask(run) }
    return known.told
  }

  return async (document, position) => {
    const script = await scripts.of(document.uri)
    if (!script) return undefined
    const text = document.getText()
    const piece = (await piecesIn(script, document.uri, text)).find(one => document.positionAt(one.heading).line === position.line)
    if (!piece) return undefined
    const [run, edited] = await Promise.all([runOf(script.run), isEdited(script, piece, text.slice(piece.start, piece.end))])
    const lines = [
      ...(run ? linesOf(run, piece) : []),
      ...(edited === undefined ? [] : [edited ? l10n.t('Edited by you') : l10n.t('As it was drafted')]),
      ...(script.locks.has(piece.id) ? [l10n.t('Locked: nothing writes it any more')] : []),
    ]
    const content = new MarkdownString()
    for (const line of [piece.unit === 'segment' ? l10n.t('Segment {0}', piece.shown) : l10n.t('Chunk {0}', piece.shown), ...lines]) content.appendText(line).appendMarkdown('  \n')
    return new Hover(content, new Range(position.line, 0, position.line, document.lineAt(position.line).text.length))
  }
}
