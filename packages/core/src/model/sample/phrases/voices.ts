import type { ByStage, Phrases } from './phrases.ts'

/** A way of speaking: how a roster describes it, what to know it by, how lines are delivered, and what it hangs on to a line. */
export type Voice = {
  readonly tone: string
  readonly pace: string
  readonly known: RegExp
  readonly deliveries: Phrases
  readonly before: Phrases
  readonly after: Phrases
  /** Says `do not` for `don’t`. */
  readonly spellsOut?: true
}

export const voices: readonly [Voice, ...Voice[]] = [
  {
    tone: 'dry, a little weary',
    pace: 'even, with well-placed pauses',
    known: /\b(dry|wry|ironic|sardonic|weary|sarcastic|deadpan)/iu,
    deliveries: ['dry', 'without looking up', 'to the ceiling', 'after a pause', 'with half a smile'],
    before: ['Splendid.', 'Naturally.', 'Oh, good.'],
    after: ['Lucky us.', 'I’ll alert the press.', 'What could go wrong?'],
  },
  {
    tone: 'warm and low',
    pace: 'slow, leaves room for an answer',
    known: /\b(warm|soft|gentle|tender|kind|soothing|slow|honey)/iu,
    deliveries: ['gently', 'leaning in', 'low', 'kindly', 'as if there were time'],
    before: ['Listen.', 'Come here.', 'All right, love.'],
    after: ['Take your time.', 'I’m not going anywhere.', 'You can tell me.'],
  },
  {
    tone: 'clipped, all business',
    pace: 'fast, stops dead',
    known: /\b(clipp|terse|blunt|brusque|curt|gruff|short|harsh|sharp|cold)/iu,
    deliveries: ['flat', 'already moving', 'clipped', 'over one shoulder', 'not a question'],
    before: ['No.', 'Quick.', 'Right.'],
    after: ['Next.', 'That’s all.', 'Move.'],
  },
  {
    tone: 'formal, almost old-fashioned',
    pace: 'measured, every word in its place',
    known: /\b(formal|precise|proper|measured|polite|educated|refined|careful|stiff|old-fashioned)/iu,
    deliveries: ['correct to the last consonant', 'with a small bow', 'measured', 'as if dictating', 'formally'],
    before: ['If I may.', 'With respect.', 'I beg your pardon.'],
    after: ['I trust that is clear.', 'One has standards.', 'You have my word.'],
    spellsOut: true,
  },
  {
    tone: 'bright and easily carried away',
    pace: 'breathless, ahead of itself',
    known: /\b(bright|eager|excit|breathless|enthusias|quick|fast|rapid|cheer|bubbl|young|lively|energetic)/iu,
    deliveries: ['in one breath', 'too loud', 'bouncing on both heels', 'delighted', 'talking over the echo'],
    before: ['Wait, wait.', 'Oh!', 'You won’t believe it.'],
    after: ['Isn’t it marvellous?', 'I’ve got goosebumps.', 'Sorry. I’m done. Nearly done.'],
  },
  {
    tone: 'quiet, with something held back',
    pace: 'halting, then all at once',
    known: /\b(quiet|shy|halting|hesitant|nervous|hush|whisper|timid|low|mumbl|reserved)/iu,
    deliveries: ['barely audible', 'to the floor', 'halting', 'after two false starts', 'too quickly'],
    before: ['Well.', 'I mean.', 'It’s only that.'],
    after: ['I think.', 'Or maybe not.', 'Forget I said it.'],
  },
]

export const accents: Phrases = [
  'the flat vowels of {town}',
  'no accent that anyone can place',
  'careful, like somebody who learnt the language from the radio',
  'a lilt that comes out when tired',
  'a trace of somewhere further north',
  'pure {town}, three streets from the market',
  'two accents, depending on the company',
  'rounded, trained for a stage',
]

/** How a line is said because of where the story stands, whoever says it. */
export const stageDeliveries: ByStage = {
  opening: ['lightly', 'with a mouth full', 'by rote'],
  spark: ['slowly, reading it again', 'not quite believing it', 'suddenly awake'],
  threshold: ['deciding', 'with one hand on the door', 'too calm'],
  trials: ['out of breath', 'under cover of a cough', 'grinning', 'in a stage whisper'],
  midpoint: ['as it dawns', 'very quietly', 'with a new face'],
  pressure: ['through the teeth', 'watching the door', 'faster now'],
  lowest: ['with nothing left', 'barely there', 'to nobody'],
  climax: ['loud and clear', 'steady at last', 'eye to eye'],
  resolution: ['easily', 'with a tired laugh', 'softly'],
}
