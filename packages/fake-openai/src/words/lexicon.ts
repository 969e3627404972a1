type Words = readonly [string, ...string[]]

export const people: Words = [
  'The keeper', 'Her brother', 'A courier', 'The pilot', 'An old clerk', 'The twins', 'The cook', 'A surveyor', 'The night guard', 'My aunt',
  'The mayor', 'A diver', 'The translator', 'The carpenter', 'A student', 'The conductor', 'The widow', 'A mapmaker', 'The boxer', 'The vet',
  'A glazier', 'The archivist', 'The ferryman', 'A drummer', 'The beekeeper', 'The nurse', 'A locksmith', 'The piper', 'The judge', 'A stranger',
]

export const deeds: Words = [
  'lifted', 'hid', 'painted', 'counted', 'mended', 'sold', 'weighed', 'followed', 'dropped', 'returned', 'opened', 'buried', 'sketched',
  'borrowed', 'traded', 'polished', 'measured', 'guarded', 'lost', 'renamed', 'carried', 'emptied', 'wrapped', 'photographed', 'repaired',
  'ignored', 'unlocked', 'shook', 'burned', 'copied',
]

export const kinds: Words = [
  'brass', 'broken', 'borrowed', 'silent', 'crooked', 'amber', 'hollow', 'frozen', 'striped', 'second', 'last', 'rusted', 'paper', 'heavy',
  'faded', 'glass', 'narrow', 'salted', 'velvet', 'nameless', 'green', 'folded', 'lopsided', 'humming', 'tin', 'pale', 'charred', 'quiet',
  'woven', 'drowned',
]

export const things: Words = [
  'lantern', 'ledger', 'compass', 'radio', 'piano', 'kite', 'map', 'kettle', 'letter', 'bell', 'anchor', 'violin', 'engine', 'mirror', 'ladder',
  'clock', 'basket', 'telescope', 'door', 'ticket', 'umbrella', 'statue', 'bicycle', 'oar', 'mask', 'suitcase', 'signal', 'barrel', 'window',
  'wheel',
]

export const places: Words = [
  'under the stairs', 'at the harbour', 'behind the bakery', 'on the roof', 'in the tide pool', 'beside the canal', 'at platform nine',
  'inside the lighthouse', 'across the square', 'near the kiln', 'in the orchard', 'below the bridge', 'outside the clinic', 'on the ice',
  'in the projection room', 'by the weir', 'at the edge of the quarry', 'between two tents', 'along the pier', 'in the flooded cellar',
  'above the workshop', 'at the border post', 'in the greenhouse', 'beyond the dunes', 'on the last tram', 'in the bell tower',
]

export const times: Words = [
  'before dawn', 'at noon', 'after the storm', 'on Tuesday', 'in the first snow', 'during the eclipse', 'when the power failed', 'at low tide',
  'an hour late', 'for the third time', 'while it rained', 'as the band played', 'once the ferry left', 'without a word', 'in plain sight',
  'against advice', 'by mistake', 'on a dare', 'at closing time', 'since the funeral', 'all at once', 'with one hand', 'half asleep',
  'until the siren',
]

/** Set phrases in other scripts and with what JSON has to escape; each stands as a sentence of its own. */
export const oddities: Words = [
  '“Not yet”, she wrote, and underlined it.', 'He said "not yet" and meant it.', 'The sign read "CLOSED".', 'The note began:\n— do not wait up.',
  'First the drums.\nThen nothing.', '灯台の下で雨が止んだ。', '他把地图折好，放进口袋。', '바람이 창문을 두드렸다.', 'Она молча закрыла дверь.',
  'Das Schloß klemmte schon wieder.', 'L’été fut très bref, à vrai dire.', 'انتهت الرحلة عند الفجر.', 'It was fine. 🙂', 'Nobody clapped 👏🏽 but one.',
  'The crew 👩‍🚀👨‍🚀 waved.', 'Flags 🇯🇵 and smoke 🔥 everywhere.', 'The drive was C:\\tapes\\reel\\9.', 'A slash / a backslash \\ and a tab\tapart.',
  'The total came to 50 % & <less>.', 'A curly brace { and a bracket ] were carved there.', 'Naïve 𝄞 music drifted in.', '`tick` went the clock.',
]

export const syllables: Words = [
  'ba', 'bel', 'bri', 'ca', 'cor', 'da', 'del', 'do', 'el', 'fa', 'fen', 'gal', 'ha', 'il', 'jo', 'ka', 'la', 'lin', 'lo', 'ma', 'mir', 'na', 'no', 'or',
  'pa', 'quin', 'ra', 'ren', 'ro', 'sa', 'sel', 'ta', 'tor', 'ul', 'va', 'ven', 'wil', 'ya', 'yo', 'zan',
]
