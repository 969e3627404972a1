import type { Say } from '@coldopen/client'

/** What each field of the front matter means, in a sentence. */
export const meaningOf = (name: string, say: Say): string | undefined => {
  const meanings: { readonly [name: string]: string } = {
    coldopen: say('The format: movie, story, meme and free are written in segments, podcast and prose in chunks.'),
    segments: say('Segments of the whole script.'),
    per_set: say('Segments that one request writes.'),
    no_narration: say('No segment has narration.'),
    narration_only_first: say('Only the first segment has narration.'),
    adult_story: say('The story is for adults.'),
    language: say('The language to write in: a tag such as de or zh-Hans, or its plain name.'),
    roster: say('Your own characters: a list of them here, or the name of a file beside the brief that has one. None is invented then.'),
    words: say('Words of the whole script.'),
    chunks: say('Chunks of the whole script, each written by one request.'),
    chunk_plan: say('The chunks as you plan them: title, role and words of each.'),
    topic: say('The topic in a few words, where the idea says it at length.'),
    description: say('What is known of the topic, or what the script is to be like.'),
    hosts: say('Names of those who speak.'),
    freshness: say('How many days old what is reported may be. Needs a model that searches the web.'),
    cut_of: say('A shorter cut of a finished script: the facts it may use, and its length.'),
    persona: say('Who tells it.'),
    setting: say('Where and when it plays.'),
    characters: say('Who is in it, in your own words.'),
    plot_elements: say('What is to happen.'),
    style: say('How it is written.'),
    tone: say('How it sounds: dry, warm, breathless.'),
    pov: say('The narrative point of view.'),
    audience: say('The age group or the readers it is for.'),
    rating: say('What is fit for whom: general, teen or mature.'),
    ending: say('How it ends.'),
  }
  return Object.hasOwn(meanings, name) ? meanings[name] : undefined
}
