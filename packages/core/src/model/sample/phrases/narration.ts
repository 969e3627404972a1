import type { ByStage, Phrases } from './phrases.ts'

/** A narrator: how the bible describes the voice, what to know it by when a writer has changed the words, and how it begins. */
export type Narrator = { readonly voice: string; readonly known: RegExp; readonly frames: Phrases }

export const narrators: readonly [Narrator, ...Narrator[]] = [
  {
    voice: 'Third person, dry and exact; reports the strangest things as if reading the minutes of a meeting.',
    known: /\b(dry|exact|deadpan|precise|cool|clinical|official|formal)/iu,
    frames: ['For the record, {x}.', 'It was noted at the time that {x}.', 'No witness disputes that {x}.', 'Let it be written down that {x}.', 'Whatever was claimed later, {x}.'],
  },
  {
    voice: 'Third person, warm and unhurried, like somebody telling it over the washing-up.',
    known: /\b(warm|kind|gentle|unhurried|friendly|cosy|tender|homely)/iu,
    frames: ['You would have liked to be there: {x}.', 'I always come back to this, that {x}.', 'Now, the thing to know is that {x}.', 'Bless them all, {x}.', 'Take your time with this one: {x}.'],
  },
  {
    voice: 'A hushed voice close to the ear, in the past tense, that knows how it ends and wishes it did not.',
    known: /\b(hush|quiet|whisper|soft|close|dark|ominous|haunt|melanchol|sad)/iu,
    frames: ['Listen: {x}.', 'It was so quiet that nobody noticed: {x}.', 'Even then, {x}.', 'Say it softly: {x}.', 'Nobody had told them, and so {x}.'],
  },
  {
    voice: 'First person plural, the voice of a whole town, nosy, fond, and never quite reliable.',
    known: /\b(we|plural|chorus|town|gossip|nosy|crowd|collective)\b/iu,
    frames: ['We saw it from our windows: {x}.', 'In our town it is still said that {x}.', 'Those of us who were up already knew that {x}.', 'We will swear to it, most of us: {x}.', 'Ask any of us: {x}.'],
  },
  {
    voice: 'Brisk and amused, always half a step ahead of the story and pleased about it.',
    known: /\b(brisk|amused|wry|witty|quick|playful|comic|funny|ironic|light)/iu,
    frames: ['Short version: {x}.', 'Naturally, {x}.', 'As any sensible person could have told them, {x}.', 'Keep up: {x}.', 'And because nothing is ever simple, {x}.'],
  },
]

/** What the narrator says of a scene: clauses in the past tense, without a full stop. */
export const tellings: ByStage = {
  opening: [
    'the day began like any other, which is how such days begin',
    '{A} had never once been late, and was about to be',
    'there was nothing wrong in {town} that a stranger could have seen',
    '{A} wanted only {want}, and had stopped saying so',
    'everything was still in its place, {thing} included',
    'it was the last morning on which {A} could have said no',
  ],
  spark: [
    'it took less than a minute to spoil a perfectly good life',
    '{A} looked twice, and the second look was the mistake',
    'from that hour {thing} was never out of mind',
    'somebody had to find it, and {A} was in the way',
    'a question was asked that {town} had managed for years not to ask',
    '{A} felt the floor tilt, very slightly, toward {thing}',
  ],
  threshold: [
    'there was a way back, and {A} did not take it',
    '{A} told two lies before breakfast and meant one of them',
    'the road out of {town} looked longer from the inside',
    'nobody asked {A} to go, which settled it',
    'one did not follow {thing} by halves',
    '{A} had packed for a night',
  ],
  trials: [
    'they were getting better at it, and it was getting harder',
    '{A} had begun to enjoy the danger and to call it work',
    'each answer brought two cousins',
    'it was {B} who noticed, and {A} who took the credit',
    'for a while they were almost good at this',
    'they had walked past {thing} twice, and past everything else',
    'a door opened that was only painted on',
    'luck did most of it, and luck keeps accounts',
  ],
  midpoint: [
    'the whole of it turned over, like a card',
    '{A} understood at last, and would have given a good deal not to',
    'they had what they came for, and it was looking back at them',
    'it had never been about {thing} alone',
    'that was the moment people later claimed to remember',
    '{A} and {B} stood on the same spot and saw different things',
  ],
  pressure: [
    'the ground they had won was handed back in an afternoon',
    '{A} was running out of people to disappoint',
    'what had been a secret was by then a timetable',
    '{town} chose sides, quietly, the way towns do',
    'there were three ways out, and then there were two',
    '{A} kept going, mainly for want of a better idea',
    'the price of {thing} had gone up again',
  ],
  lowest: [
    'it was over, as far as anybody could tell',
    '{A} stopped, and the quiet caught up',
    'nobody had been beaten; {A} had simply come to the end',
    'there was no more talk of {thing}, nor any reason for it',
    'there was one person {A} could have called, and a good reason why not',
    'the night was exactly as long as it needed to be',
  ],
  climax: [
    'everything that had been put off arrived together',
    '{A} stopped running and turned round',
    'there was just time to do it properly or not at all',
    'in front of all {town}, {A} told the truth',
    'it came down to one hand, and whether it would open',
    'for once {A} did not look at {B} first',
    'the worst had been tried already, which left the best',
  ],
  resolution: [
    'it was an ordinary day again, and nobody was fooled',
    '{A} had what there was to have, and it was enough',
    '{town} went back to its own affairs with a slight limp',
    'of {thing} only the story was left, and the story was good',
    'they did not say goodbye, they said the name of the next day',
    'some of it was forgiven and the rest was told as a joke',
  ],
}

/** What the narrator adds. */
export const asides: Phrases = [
  'One ought to have asked about {prop}.',
  'Remember {prop}.',
  'Of {prop}, more later.',
  'Nobody thought to look at {prop}.',
  'There is a version without {prop}. It is shorter and worse.',
  'It would have gone another way without {prop}.',
  'They would tell it later with {prop} in the middle.',
  'Even {A} could not have said what became of {prop}.',
  'In the photographs you can make out {prop}, if you know.',
  'As for {prop}: nothing yet.',
  'It is all there, if one looks past {prop}.',
  'And over it all, like a joke, {prop}.',
  'Some would blame {prop}.',
  'It began, as so much did, with {prop}.',
  'You could hear it in the way they said “{prop}”.',
  'Not one of them gave a thought to {prop}.',
  'The rest concerns {prop}, and can wait.',
  'There had been signs, {prop} among them.',
  'For this one might thank {prop}.',
  'Somebody should have put away {prop}.',
  'The word people used was “{deed}”.',
]
