import type { ResearchedFormat } from './format.ts'

export const podcast: ResearchedFormat = {
  kind: 'chunked',
  name: 'podcast',
  takes: ['words', 'chunks', 'chunkPlan', 'cutOf', 'topic', 'description', 'hosts', 'freshness', 'persona', 'style', 'tone', 'audience', 'rating'],
  plan: 'fixed',
  chunks: [
    { title: 'Cold Open', role: 'hook the audience', words: 400 },
    { title: 'What Happened', role: 'timeline of events', words: 1600 },
    { title: 'Why It Matters', role: 'context and significance', words: 1400 },
    { title: 'Deep Dive: technical details', role: 'how it works, in detail', words: 1500 },
    { title: 'Deep Dive: market implications', role: 'who gains, who loses, and why', words: 1500 },
    { title: 'Deep Dive: broader context', role: 'what it belongs to, and what came before', words: 1500 },
    { title: 'Rumor Watch', role: 'unconfirmed reports, said to be unconfirmed', words: 700 },
    { title: 'What’s Next', role: 'predictions, said to be predictions', words: 600 },
    { title: 'Actionable Insights', role: 'what to know and do', words: 500 },
    { title: 'Wrap + CTA', role: 'summary and call to action', words: 300 },
  ],
  tokens: { base: 1000, perWord: 3, research: 4000, cap: 32_000 },
  chunkGuide: [
    'You write what is said in a podcast, word for word, to be read aloud: no headings, no lists, no stage directions, no music',
    'cues. Sentences are short enough for one breath and differ in length. Speak to one listener. Say numbers so that an ear',
    'can keep them, and who says so when it matters. Get to the point in the first sentence of every paragraph; a joke is',
    'welcome when it costs nothing. No greeting but in the first chunk, and no goodbye but in the last.',
  ].join(' '),
  cutGuide: [
    'This is a shorter cut of an episode that exists: choose what a listener would miss most, give it whole sentences and',
    'leave the rest out. It stands alone, with an opening of one sentence and a close of one.',
  ].join(' '),
}
