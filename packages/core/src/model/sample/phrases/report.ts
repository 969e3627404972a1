import type { Phrases } from './phrases.ts'

/** What a report may say happened. Nothing of it is so: it is a sample. */
export const reportFacts: Phrases = [
  '{A} reported {thing} to the authorities in {town}.',
  '{B} says that {thing} had been there for weeks before anybody asked.',
  'The first account of {thing} comes from {place} in {town}.',
  '{A} and {B} do not agree about what came of {thing}.',
  'The people of {town} were told of it in a meeting at {place}.',
  '{B} kept a written record, and {A} has seen it.',
  'Nobody in {town} has yet said what {thing} will cost.',
]

export const reportOpenings: Phrases = [
  'Start with {thing}.',
  'Here is what {town} woke up to.',
  'Go back to {place} for a moment.',
  'This is where {A} comes into it.',
  'Now think about {prop}.',
  'There is a second version, and {B} tells it.',
  'Stay with the people who were there.',
  'You may have heard this differently.',
  'Take the dull part first, because it matters.',
  'Put yourself in the shoes of {A}.',
  'Nobody in {town} would put it this way.',
  'One detail keeps coming up.',
  'So what does that leave us with?',
  'Let us slow down here.',
]

export const reportSentences: Phrases = [
  '{A} had no reason to look twice at {prop}, and looked twice.',
  'Everyone at {place} remembers who spoke first and nobody remembers what was said.',
  'It is a small thing, until you ask who was meant to know about it.',
  '{B} calls it a mistake; {A} calls it a habit.',
  'What changed was not {thing} but the number of people who could no longer ignore it.',
  'In {town} that counts as an answer.',
  'The record mentions {prop} once, and then never again.',
  'You can read that as caution, or you can read it as a plan.',
  '{A} will not discuss it, and that is the most anybody has said.',
  'For a week it was all anybody at {place} talked about.',
  'Then somebody asked about {prop}, and the room went quiet.',
  'None of it would matter if somebody had left {thing} alone.',
  '{B} had warned them, in writing, in a letter that was filed and not read.',
  'Most of the people it touches have never been to {place}.',
  'It takes a while to see that two of these facts cannot both be true.',
  'The short answer is that {town} was not ready for it.',
  'The long answer begins with {prop}.',
  'There were easier ways to do this, and all of them were known.',
  'If that sounds familiar, it should.',
  'Ask {A} about it and you will be told about the weather.',
  'That is not proof of anything, but it is where the questions start.',
  'It worked, for exactly as long as nobody checked.',
]

export const reportClosings: Phrases = [
  'Hold on to that: it comes back.',
  'And that is as far as the facts go.',
  'Which brings us to {B}.',
  'That is the part people skip.',
  'It is still so today.',
  'Keep {prop} in mind.',
  'What it means is another matter.',
  'And nobody at {place} has said otherwise.',
  'That was the first sign.',
  'You can decide for yourself what to make of it.',
]
