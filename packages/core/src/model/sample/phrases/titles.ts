import type { Phrases } from './phrases.ts'

/** Titles of scenes. No two start alike; {word} is from the bank that stands beside the pattern, {Prop} is a thing. */
export const sceneTitles = {
  quality: ['The {word} {Prop}', 'Beyond the {word} {Prop}', 'After the {word} {Prop}', 'Toward the {word} {Prop}'],
  doing: ['{word} the {Prop}', 'Before {word} the {Prop}', 'Without {word} the {Prop}', 'On {word} the {Prop}'],
  matter: ['{word} and the {Prop}', 'Between {word} and the {Prop}', 'From {word} to the {Prop}', 'Some {word}, Then the {Prop}'],
  deed: ['What the {Prop} {word}', 'Everything the {Prop} {word}', 'Whatever the {Prop} {word}', 'All That the {Prop} {word}'],
} as const

export const qualities: Phrases = [
  'Borrowed', 'Quiet', 'Second', 'Crooked', 'Patient', 'Unsent', 'Forgotten', 'Wrong', 'Last', 'Honest', 'Hollow', 'Restless',
  'Paper', 'Missing', 'Stubborn', 'Sleeping', 'Polite', 'Hidden', 'Unlucky', 'Distant', 'Careful', 'Spare', 'Midnight', 'Golden',
  'Famous', 'Silent', 'Broken', 'Cheerful', 'Suspicious', 'Other', 'Early', 'Faithful', 'Impossible', 'Homesick', 'Late', 'Burning',
]

export const doings: Phrases = [
  'Finding', 'Borrowing', 'Minding', 'Losing', 'Naming', 'Following', 'Counting', 'Hiding', 'Mending', 'Asking About', 'Trusting',
  'Waking', 'Guarding', 'Explaining', 'Burying', 'Answering', 'Avoiding', 'Weighing', 'Painting', 'Forgiving', 'Selling', 'Holding',
  'Remembering', 'Chasing', 'Measuring', 'Dropping', 'Unwrapping', 'Moving', 'Stealing', 'Missing', 'Believing', 'Returning', 'Opening',
  'Keeping', 'Describing', 'Misplacing',
]

export const matters: Phrases = [
  'Salt', 'Mercy', 'Small Talk', 'Thunder', 'Manners', 'Arithmetic', 'Rumour', 'Patience', 'Soup', 'Luck', 'Silence', 'Rust', 'Courage',
  'Gravity', 'Honey', 'Doubt', 'Tuesday', 'Weather', 'Thirst', 'Pride', 'Smoke', 'Sugar', 'Proof', 'Distance', 'Appetite', 'Echoes',
  'Cold Tea', 'Good Advice', 'Moonlight', 'Nerves', 'Bread', 'Old News', 'Kindness', 'Sleep', 'Envy', 'Static',
]

export const deeds: Phrases = [
  'Knew', 'Kept', 'Hid', 'Cost', 'Meant', 'Left', 'Showed', 'Carried', 'Remembered', 'Promised', 'Offered', 'Told', 'Took', 'Gave',
  'Changed', 'Proved', 'Allowed', 'Forgave', 'Revealed', 'Returned', 'Missed', 'Heard', 'Saw', 'Wanted', 'Feared', 'Bought', 'Held',
  'Started', 'Ended', 'Spared', 'Answered', 'Asked', 'Refused', 'Owed', 'Covered', 'Bore',
]

/** Titles of whole scripts; {Thing} is the idea's own word. */
export const scriptTitles: Phrases = [
  'The {Quality} {Thing}',
  '{Doing} the {Thing}',
  '{Matter} and the {Thing}',
  'What the {Thing} {Deed}',
  'The {Thing} of {town}',
  '{town} and the {Quality} {Thing}',
  'All That the {Thing} {Deed}',
  'The {Thing} and the {Prop}',
  'A Short History of the {Thing}',
  'Letters About the {Thing}',
  'The Night of the {Quality} {Thing}',
  'Ask {Hero} About the {Thing}',
]
