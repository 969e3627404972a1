import { instructionsOf, renderMaterial } from './prompt.ts'
import type { ModelRelay, RelayEnd, RelayQuestion } from './relay.ts'
import { endsInHalf } from './stream-json.ts'
import { filtered, problem, quote, resumeLater, stalled, type Speaker } from './stream-problem.ts'
import { systemClock, type StreamClock, type StreamWatch } from './stream-watch.ts'
import { untilItsEnd } from './streamed-model.ts'
import type { ModelEvent, ModelRequest, Outcome, TextModel, TokenUsage } from './text-model.ts'

export type RelayModelOptions = {
  /** `vendor/id`, as the editor names it. */
  readonly model: string
  readonly relay: ModelRelay
  /** Milliseconds without a word after which a request is given up: 240,000 by default, since nobody says which models think first. */
  readonly idleMs?: number
  readonly clock?: StreamClock
}

const charactersPerToken = 4

/** A model of the user's own editor: the relay asks the editor, the editor asks the model. No key is needed. */
export function createRelayModel(options: RelayModelOptions): TextModel {
  const { model, relay, idleMs = 240_000, clock = systemClock } = options
  const speaker: Speaker = { model, host: 'VS Code' }

  async function* ask(request: ModelRequest, watch: StreamWatch): AsyncGenerator<ModelEvent, Outcome, undefined> {
    const question = { model, instructions: instructionsOf(request, false), material: renderMaterial(request) }
    // An editor's model takes no limit: an answer that does not end is left here.
    const most = request.maxOutputTokens * charactersPerToken
    let characters = 0
    let half = ''
    for await (const word of relay.ask(question, watch.signal)) {
      if (watch.cause() !== undefined) break
      watch.pause()
      if (word.type === 'unserved') return unserved(speaker)
      if (word.type === 'gone') return { type: 'interrupted', problem: gone(speaker) }
      if (word.type === 'text') {
        const text = half + word.text
        half = endsInHalf(text) ? text.slice(-1) : ''
        const whole = text.slice(0, text.length - half.length)
        characters += whole.length
        if (whole !== '') yield { type: 'text', text: whole }
        if (characters > most) return { type: 'length', usage: estimated(question, characters) }
      }
      if (word.type === 'completed') return { type: 'completed', usage: word.usage ?? estimated(question, characters) }
      if (word.type === 'failed') return outcomeOf(word, speaker, characters > 0)
      watch.progress()
    }
    if (watch.cause() === 'stalled') return { type: 'interrupted', problem: stalled(speaker, idleMs) }
    return watch.cause() === 'aborted' ? { type: 'aborted' } : { type: 'interrupted', problem: gone(speaker) }
  }

  return { name: `vscode/${model}`, stream: (request, signal) => untilItsEnd({ speaker, clock, idleMs }, signal, (watch) => ask(request, watch)) }
}

function estimated(question: RelayQuestion, characters: number): TokenUsage {
  const asked = question.instructions.length + question.material.length
  return { inputTokens: Math.ceil(asked / charactersPerToken), outputTokens: Math.ceil(characters / charactersPerToken), estimated: true }
}

const gone = ({ model }: Speaker) =>
  problem('model-connection', `The editor window that had asked ${model} went away before the answer was whole. ${resumeLater}`)

const unserved = ({ model }: Speaker): Outcome => ({
  type: 'rejected',
  problem: problem('model-connection', `No open editor window lends ${model}, so it was not asked. Open a folder in VS Code with Coldopen, then resume.`),
  retryable: true,
})

/** A failure says that nothing was generated only where the editor is known to turn requests away before they leave. */
function outcomeOf(end: Extract<RelayEnd, { type: 'failed' }>, speaker: Speaker, hasText: boolean): Outcome {
  const { model } = speaker
  const words = quote(speaker, end.words)
  const turnedAway = (told: ReturnType<typeof problem>, retryable = false): Outcome => (hasText ? { type: 'failed', problem: told } : { type: 'rejected', problem: told, retryable })
  switch (end.why) {
    case 'no-permission':
      return turnedAway(problem('model-unauthorized', `VS Code does not let Coldopen use ${model}. Allow it when VS Code asks, or by “Manage Language Model Access”, then resume.`, words))
    case 'not-found':
      return turnedAway(problem('model-not-found', `VS Code has no model ${model} any more. Choose another one by “Coldopen: Choose Model”.`, words))
    case 'quota':
      return turnedAway(problem('rate-limited', `VS Code takes no more requests for ${model} right now: the quota of your plan is used up, or too many came at once. Wait a little, then resume.`, words), true)
    case 'filtered':
      return { type: 'filtered', problem: filtered(speaker) }
    default:
      return { type: 'failed', problem: problem('model-failed', `VS Code reported a failure while ${model} was answering. ${resumeLater}`, words) }
  }
}
