import { wordSet } from './word-set.ts'
import type { ByStage, Phrases } from './phrases.ts'

/** What happens in a stretch of the story: clauses in the present tense, each with {prop} and with {place} or {at}. */
export const beats: ByStage = {
  opening: [
    '{A} has kept every day {at} the same, until {prop} is not where it should be',
    'an ordinary week: {A} {at}, {B} never far off, and {prop} between them',
    '{A} is good at one thing only, guarding {prop} {at}, and it is about to be useless',
    '{at} {A} waits for {thing} and gets {prop}',
    '{A} has promised {B} never to move {prop} from {place}, and moves it',
  ],
  spark: [
    '{A} finds {prop} {at}, and with it the first sign of {thing}',
    '{B} brings {prop} to {place} and asks {A} a question about {thing}',
    'overnight somebody has left {prop} {at}, addressed to {A}',
    '{at} {A} overhears two strangers bargain over {prop}',
    '{prop}, long thought lost, turns up {at}, and {A} is the one who has to explain',
  ],
  threshold: [
    '{A} takes {prop} from {place} at night and cannot go back',
    '{A} tells {B} everything {at}, and they leave with {prop} and no plan',
    'the way to {thing} leads through {place}, and {prop} is the toll',
    '{A} signs for {prop} {at} under a false name',
    '{B} locks {place} behind them, with {prop} still inside',
  ],
  trials: [
    '{A} and {B} search {place} for {prop} and find the wrong one',
    'a stranger {at} trades {prop} for a favour that {A} will regret',
    '{A} learns {at} what {prop} is for, by breaking it',
    '{B} hides {prop} {at} and forgets to tell {A}',
    'on the third try, and not before, {A} and {B} get {prop} out of {place}',
    '{at} a stranger thanks {A} for {prop}, and {A} plays along',
    'a map drawn on {prop} leads from {place} back to where they started',
    '{C} offers help with {prop}, {at}, at a price',
    '{at} {A} wins {prop} in a game without knowing the rules',
    '{A} and {B} quarrel over {prop} {at}, and {C} listens',
  ],
  midpoint: [
    '{prop} opens, {at}, and {A} sees that they were never after {thing} at all',
    '{at} {A} finds out who sent {prop}, and it is {B}',
    'they hold {prop} and {place} and everything they wanted, for one evening',
    '{A} speaks of {thing} before everyone {at}, with {prop} for proof',
    'a second one like {prop} turns up {at}, and one of the two must be false',
  ],
  pressure: [
    '{C} takes {place} from them, and {prop} with it',
    '{A} must choose {at} between {prop} and {B}',
    'rumours about {prop} empty {place}, and nobody in {town} will be seen with {A}',
    '{B} sells {prop} to pay for the way out of {place}',
    'the clock starts: {prop} must be back {at} before anyone counts',
    '{A} lies about {prop} {at}, and the lie needs three more',
  ],
  lowest: [
    '{A} loses {prop} {at}, and {B} does not stay to help look',
    'alone {at} {A} takes {prop} apart and finds nothing inside',
    '{at} {A} admits that it was never about {thing}, and gives {prop} away',
    '{place} is shut, {prop} is gone, and {A} walks home through {town}',
    '{C} lays out {at} what {A} did, with {prop} for evidence',
  ],
  climax: [
    '{A} comes back to {place} with nothing but {prop} and the truth about {thing}',
    'everyone meets {at}; {A} puts down {prop} and does not pick it up again',
    '{A} lets {C} win {prop} {at}, and so wins the rest',
    '{B} returns to {place} at the last moment, carrying {prop}',
    '{at}, before all {town}, {A} breaks {prop}',
  ],
  resolution: [
    '{A} puts {prop} back {at}, an inch from where it was',
    'what is left of {thing} stays {at}, under {prop}, and {A} goes home',
    '{A} hands {prop} to {B} {at} and does not need it back',
    '{town} opens {place} again, with {prop} over the door',
    '{at} somebody new asks {A} about {prop}, and the story starts over',
  ],
}

/** Nouns of the beats above that no scene can be about. */
export const outlineWords = wordSet('day week door thing sign question stranger night everything plan way toll name favour attempt map game rules help price proof evening second clock moment lie truth rest story inch end rumour wrong owner same')

/** How a beat that reaches into a later stage goes on: the beginning of its second sentence. */
export const joints: Phrases = ['By the end of it, ', 'From there it goes on until ', 'One thing leads to another, and ', 'Before it is over, ']

export const summaries: Phrases = [
  '{Hero}, {role} in {town}, wants {want}; then everything runs into {thing}, and into {B}.',
  'In {town}, {Hero} has one rule about {thing} and breaks it on the first page; {B} keeps count of what it costs.',
  'Once the truth about {thing} is out in {town}, {Hero} has to decide what to tell {B}, and what to keep back.',
  '{Hero}, {role}, goes looking for {thing} and finds that all of {town} has been looking for {Hero}.',
]

export const descriptions: Phrases = [
  '{Hero} wants {want}. The trouble is a flaw as old as the wish: “{flaw}”.',
  '{B} wants something else, {want_b}, and for a while the two wishes look like one.',
  'It moves between {place} and {place_b}, from an ordinary day to one that nobody in {town} can explain.',
  'At the midpoint it turns out never to have been about {thing} alone; after that {C} is on nobody’s side.',
]
