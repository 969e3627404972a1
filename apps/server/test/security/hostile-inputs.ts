/** Bytes of a body that is still taken. */
const room = 1_000_000

/** A body of about a megabyte, whatever of its text is repeated. */
const filled = (before: string, piece: string, after: string): string => before + piece.repeat(Math.floor((room - before.length - after.length) / Buffer.byteLength(piece))) + after

const sheet = (id: string): string => `{"id":"${id}","name":"n","physical_appearance":{},"personality":{},"voice_characteristics":{}},`

/** A brief with a bible whose description, hashtags, roster and outline are these. */
const bible = (given: { description?: string; hashtags?: string; roster?: string; outline?: string }): string => {
  const { description = '', hashtags = '', roster = '', outline = '"b"' } = given
  const info = '{"total_segments":1,"segments_per_set":1,"generated_at":"2026-11-20T09:00:00.000Z","idea":"i","no_narration":false,"narration_only_first":false,"adult_story":false}'
  return `{"options":{"speed":1e9},"brief":{"format":"movie","idea":"x","segments":1},"bible":{"title":"t","short_summary":"s","description":"d${description}","hashtags":[${hashtags}],"narrator_voice":"v","characters_roster":[${roster}],"story_outline":[${outline}],"generation_info":${info}}}`
}

/** Bodies that were made to keep a server busy: one value that is huge, deep, or of a very great many parts. */
export const hostileInputs: readonly { readonly name: string; readonly path: string; readonly body: string }[] = [
  { name: 'an idea of one word', path: 'runs.estimate', body: filled('{"brief":{"format":"movie","idea":"', 'a', '"}}') },
  { name: 'an idea of spaces', path: 'runs.estimate', body: filled('{"brief":{"format":"movie","idea":"a', ' ', 'a"}}') },
  { name: 'an idea of short words', path: 'runs.start', body: filled('{"options":{"speed":1e9},"brief":{"format":"movie","idea":"', 'ab ', '","segments":1}}') },
  { name: 'an idea of Chinese signs', path: 'runs.start', body: filled('{"options":{"speed":1e9},"brief":{"format":"prose","idea":"', '灯台', '","words":100}}') },
  { name: 'an idea of joined emoji', path: 'runs.start', body: filled('{"options":{"speed":1e9},"brief":{"format":"meme","idea":"', '👩‍👩‍👧', '","segments":1}}') },
  { name: 'an idea of escapes', path: 'runs.start', body: filled('{"options":{"speed":1e9},"brief":{"format":"podcast","idea":"', '\\u0000\\ud800', '"}}') },
  { name: 'lists inside lists', path: 'runs.start', body: '['.repeat(room) },
  { name: 'objects inside objects', path: 'runs.start', body: '{"a":'.repeat(room / 5) },
  { name: 'lists inside lists that end', path: 'runs.start', body: `{"brief":${'['.repeat(room / 2 - 50)}${']'.repeat(room / 2 - 50)}}` },
  { name: 'a list of hosts without end', path: 'runs.estimate', body: filled('{"brief":{"format":"podcast","idea":"x","hosts":["a"', ',"a"', ']}}') },
  { name: 'a roster of empty objects', path: 'runs.estimate', body: filled('{"brief":{"format":"movie","idea":"x","roster":[{}', ',{}', ']}}') },
  { name: 'a roster of one thousand', path: 'runs.estimate', body: filled('{"brief":{"format":"movie","idea":"x","roster":[', sheet('char_001'), '{}]}}') },
  { name: 'fields that there are not', path: 'runs.estimate', body: `{"brief":{"format":"movie","idea":"x"${Array.from({ length: 70_000 }, (_, at) => `,"k${at}":1`).join('')}}}` },
  { name: 'a chunk plan without end', path: 'runs.estimate', body: filled('{"brief":{"format":"podcast","idea":"x","chunkPlan":[{"title":"t","role":"r","words":400}', ',{"title":"t","role":"r","words":400}', ']}}') },
  { name: 'a bible of one word', path: 'runs.start', body: bible({ description: 'a'.repeat(room - 1000) }) },
  { name: 'a bible of escapes', path: 'runs.start', body: bible({ description: '\\u0001\\ud800'.repeat(39_000) + 'a'.repeat(500_000) }) },
  { name: 'a bible of Chinese signs', path: 'runs.start', body: bible({ description: '灯台'.repeat(room / 6 - 200) }) },
  { name: 'a bible of beats', path: 'runs.start', body: bible({ outline: `"b"${',"b"'.repeat(49_000)}` }) },
  { name: 'a bible of hashtags', path: 'runs.start', body: bible({ hashtags: `"b"${',"b"'.repeat(49_000)}` }) },
  { name: 'a bible of a thousand characters', path: 'runs.start', body: bible({ roster: sheet('char_001').repeat(999) + sheet('char_002').slice(0, -1) }) },
  { name: 'an id', path: 'runs.get', body: filled('{"runId":"', 'x', '"}') },
  { name: 'a name', path: 'users.add', body: filled('{"name":"', 'a.', '"}') },
  { name: 'an address of a model', path: 'runs.estimate', body: filled('{"brief":{"format":"movie","idea":"x"},"environment":{"OPENAI_BASE_URL":"http://', 'a.', '"}}') },
  { name: 'a language', path: 'runs.start', body: filled('{"options":{"speed":1e9},"brief":{"format":"prose","idea":"x","words":100,"language":"', 'x-', 'x"}}') },
  { name: 'numbers of a thousand digits', path: 'runs.estimate', body: filled('{"brief":{"format":"movie","idea":"x","segments":1', '0', '}}') },
]
