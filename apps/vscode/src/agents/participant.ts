import { briefSchema, formats, ColdopenError } from '@coldopen/client'
import { costLine, findScript, missingIn, pieceOf, problemsOf, ranges, readScript, redraftOf, type AgentDesk, type ScriptNow } from '@coldopen/client/tools'
import { l10n, LanguageModelChatMessage, Uri, type CancellationToken, type ChatRequest, type ChatResponseStream, type ChatResult } from 'vscode'
import { isActive } from '../drafts/draft.ts'
import type { Drafts } from '../drafts/drafts.ts'
import { say } from '../say.ts'
import { statusWord } from '../status-word.ts'
import { problemOf } from '../drafts/problem-of.ts'
import { sortingPrompt, wishInAnswer, wishOfCommand, type ChatWish } from './wish.ts'

type Parts = { readonly desk: AgentDesk; readonly drafts: Drafts }
type Turn = { readonly stream: ChatResponseStream; readonly token: CancellationToken; readonly signal: AbortSignal }
type Asked = Pick<ChatRequest, 'command' | 'prompt' | 'model'>

/** A text that somebody else wrote, so that nothing in it is taken for a link or a command of ours. */
const quoted = (text: string): string => text.replace(/[\\`*_{}[\]()#+!|<>~$]/g, '\\$&')

/** Text of a script, quoted whole. */
const block = (text: string): string => {
  const fence = '`'.repeat(Math.max(3, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length + 1)))
  return `\n${fence}markdown\n${text}\n${fence}\n`
}

const scriptNow = async ({ desk }: Parts): Promise<ScriptNow> => readScript(desk, await findScript(desk.folders(), undefined))

/** What a free text wants, as the chat's own model sorts it. */
const sorted = async ({ prompt, model }: Asked, token: CancellationToken): Promise<ChatWish> => {
  const response = await model.sendRequest([LanguageModelChatMessage.User(sortingPrompt(prompt))], {}, token)
  let answer = ''
  for await (const text of response.text) answer += text
  return wishInAnswer(answer)
}

const draft = async ({ desk, drafts }: Parts, idea: string | undefined, turn: Turn): Promise<void> => {
  const { stream, signal } = turn
  const [base] = desk.folders()
  if (!idea) {
    stream.markdown(l10n.t('Say what it is about: `/draft A lighthouse keeper finds a door in the sea`.'))
    return
  }
  if (base === undefined) throw new ColdopenError('not-found', l10n.t('Open a folder first: the script is written into it.'))
  const brief = briefSchema.parse({ format: 'movie', idea })
  stream.progress(l10n.t('Estimating'))
  stream.markdown(`${quoted(costLine(await desk.estimate(brief), say))}\n\n`)
  if (signal.aborted) return
  const begun = await drafts.start({ brief, where: { base } })
  const stop = (): void => void drafts.stop(begun.run).catch(() => undefined)
  signal.addEventListener('abort', stop)
  if (signal.aborted) stop()
  let said = ''
  const watching = drafts.onDidChange(() => {
    if (begun.short === said) return
    said = begun.short
    stream.progress(said)
  })
  await begun.ended.finally(() => watching.dispose())
  if (begun.place) stream.reference(begun.place.script)
  if (begun.status === 'completed') stream.markdown(l10n.t('The script is done.'))
  else stream.markdown(quoted(begun.problem?.message ?? l10n.t('The draft is {0}.', statusWord(begun.status))))
  if (begun.status !== 'completed') stream.button({ command: 'coldopen.resume', title: l10n.t('Resume'), arguments: [begun.place?.script ?? begun.run] })
}

const redraft = async (parts: Parts, wish: ChatWish, turn: Turn): Promise<void> => {
  const { stream, signal } = turn
  const { segment: number, note } = wish
  if (number === undefined || !note) {
    stream.markdown(l10n.t('Name the segment and what is to be different: `/redraft 12 funnier, and shorter`.'))
    return
  }
  const script = await scriptNow(parts)
  const piece = pieceOf(script, number)
  stream.progress(l10n.t('Writing {0} {1} anew', script.unit, number))
  const text = await parts.desk.redraft(redraftOf(script, piece, { note, limits: {} }), signal)
  stream.markdown(`${l10n.t('As it stands:')}\n${block(piece.text)}\n${l10n.t('Anew (the script is not changed):')}\n${block(text)}`)
}

const check = async (parts: Parts, { stream }: Turn): Promise<void> => {
  const script = await scriptNow(parts)
  const findings = problemsOf(script)
  stream.reference(Uri.file(script.facts.dir))
  if (findings.length === 0) {
    stream.markdown(l10n.t('Nothing is wrong with “{0}”.', quoted(script.bible?.title ?? script.facts.slug)))
    return
  }
  stream.markdown(findings.map(finding => `- ${quoted(finding.message)}\n`).join(''))
}

const status = async (parts: Parts, { stream }: Turn): Promise<void> => {
  const active = parts.drafts.all().filter(isActive)
  for (const each of active) stream.markdown(`- ${quoted(`${each.brief.idea.slice(0, 80)}: ${each.line}`)}\n`)
  if (active.length > 0) {
    stream.button({ command: 'coldopen.stop', title: l10n.t('Stop Drafting') })
    return
  }
  const script = await scriptNow(parts)
  const missing = missingIn(script)
  const title = quoted(script.bible?.title ?? script.facts.slug)
  stream.reference(Uri.file(script.facts.dir))
  if (missing.length === 0) {
    stream.markdown(l10n.t('“{0}” is whole: {1} of {1}.', title, script.total))
    return
  }
  stream.markdown(l10n.t('“{0}”: {1} of {2} are there; missing: {3}.', title, script.total - missing.length, script.total, ranges(missing)))
  stream.button({ command: 'coldopen.resume', title: l10n.t('Resume'), arguments: [Uri.file(script.facts.dir)] })
}

const help = ({ stream }: Turn): void => {
  const names = Object.values(formats).map(format => format.name)
  stream.markdown(
    [
      l10n.t('I draft long scripts into the files of your workspace ({0}).', names.join(', ')),
      `- \`/draft\` ${l10n.t('a new script from an idea')}`,
      `- \`/redraft 12\` ${l10n.t('segment 12 anew, by your note')}`,
      `- \`/check\` ${l10n.t('what is missing or wrong')}`,
      `- \`/status\` ${l10n.t('how far it is')}`,
    ].join('\n'),
  )
}

/** Answers in the chat. The chat's model sorts a free text, and writes nothing: what is written comes from the server, as ever. */
export const createParticipant = (parts: Parts) => async (request: Asked, stream: ChatResponseStream, from: { readonly token: CancellationToken; readonly signal: AbortSignal }): Promise<ChatResult> => {
  const turn: Turn = { stream, ...from }
  try {
    const wish = request.command === undefined ? await sorted(request, from.token) : wishOfCommand(request.command, request.prompt)
    if (wish.do === 'draft') await draft(parts, wish.idea, turn)
    else if (wish.do === 'redraft') await redraft(parts, wish, turn)
    else if (wish.do === 'check') await check(parts, turn)
    else if (wish.do === 'status') await status(parts, turn)
    else help(turn)
    return { metadata: { command: wish.do } }
  } catch (error) {
    const { code, message } = problemOf(error)
    return code === 'cancelled' ? {} : { errorDetails: { message }, metadata: { code } }
  }
}
