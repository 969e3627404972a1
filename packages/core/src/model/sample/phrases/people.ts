import type { Phrases } from './phrases.ts'

export const firstNames: Phrases = [
  'Mara', 'Idris', 'Noor', 'Teodor', 'Wren', 'Sabine', 'Kofi', 'Ilse', 'Rafael', 'Junia', 'Odile', 'Bram', 'Priya', 'Tomas', 'Yuki', 'Anselm',
  'Greta', 'Malik', 'Hedda', 'Viktor', 'Leocadia', 'Omar', 'Petra', 'Sol', 'Hana', 'Dario', 'Esme', 'Farid', 'Ingrid', 'Jonah', 'Keziah', 'Lucan',
  'Mirela', 'Nils', 'Orla', 'Pascal', 'Quilla', 'Ruben', 'Signe', 'Tariq', 'Una', 'Vida', 'Willa', 'Xenia', 'Yara', 'Zeno', 'Amadi', 'Bettina',
]

export const lastNames: Phrases = [
  'Quill', 'Marchbank', 'Tarn', 'Ferrow', 'Bellweather', 'Corriden', 'Dunmarrow', 'Eastlake', 'Fallowell', 'Greyling', 'Hollin', 'Inskip',
  'Jessamy', 'Kestrel', 'Lorrimer', 'Mossgrave', 'Netherby', 'Orchardson', 'Pellworth', 'Quennel', 'Rookwood', 'Saltmarsh', 'Tremblet', 'Underhay',
  'Vayle', 'Wexcombe', 'Yarrow', 'Zellander', 'Amberline', 'Birdsong', 'Cassavant', 'Delamere', 'Ekundare', 'Farouki', 'Grimaldo', 'Hashimori',
  'Ibarrola', 'Jurasek', 'Kivela', 'Lindahlen', 'Moradine', 'Nakashiro', 'Olufsen', 'Petrakos', 'Rosenvinge', 'Sandoval', 'Tindall', 'Vasquine',
]

export const townFirst: Phrases = [
  'Tallow', 'Ember', 'Marrow', 'Lark', 'Thistle', 'Candle', 'Copper', 'Elder', 'Farrow', 'Gannet', 'Hollow', 'Juniper', 'Kettle', 'Mallow', 'Otter', 'Pepper',
  'Quarry', 'Saffron', 'Tinder', 'Velvet', 'Winter', 'Bramble', 'Cinder', 'Dapple', 'Flint', 'Gossamer', 'Harrow', 'Inkwell', 'Lattice', 'Nettle', 'Plover', 'Rushlight',
]
export const townLast: Phrases = ['Reach', 'Cross', 'Row', 'Bay', 'Hollow', 'Quay', 'Fold', 'Gate', 'Rise', 'End', 'Mere', 'Bridge', 'Landing', 'Green', 'Sound', 'Steps']

/** Who the hero is where the idea does not say. */
export const trades: Phrases = ['a piano tuner', 'a night clerk', 'a retired cartographer', 'a repairer of clocks', 'a substitute teacher', 'a collector of lost property', 'a reluctant heir', 'an apprentice baker']

export const appearance = {
  age: ['late teens', 'twenty-four', 'about thirty', 'thirty-eight', 'mid forties', 'fifty-one', 'past sixty', 'seventy-three and proud of it'],
  build: ['slight, quick on the stairs', 'tall and apologetic about it', 'broad, with careful hands', 'compact, always leaning forward', 'wiry, never quite still', 'soft-shouldered and light on both feet', 'long-limbed, folded into every chair', 'sturdy as a gatepost'],
  face: ['a narrow face with a listener’s frown', 'freckled, with one eyebrow that asks questions', 'deep laugh lines and a guarded mouth', 'round, open, impossible to read', 'high cheekbones and sleepless eyes', 'a broken nose and a gentle look', 'sharp chin, soft eyes', 'a face people think they know from somewhere'],
  clothing: ['a coat two sizes too large, every pocket full', 'pressed shirts and one pair of unsuitable boots', 'overalls with a poem in the breast pocket', 'a yellow raincoat in any weather', 'dark wool, mended in a brighter thread', 'a waistcoat that has seen better weddings', 'gloves, always, even at dinner', 'somebody else’s uniform, without the badges'],
} as const satisfies { readonly [field: string]: Phrases }

export const temperaments: Phrases = ['patient until the third time', 'cheerful as a form of defence', 'watchful, slow to answer', 'quick to help and quick to resent it', 'courteous, with a hidden streak of mischief', 'restless, easily delighted', 'solemn, funniest when serious', 'tender about objects, blunt with people']

export const desires: Phrases = [
  'to get to {thing} before anyone else does',
  'to be forgiven for something nobody has noticed',
  'to keep {thing} safe, whatever safe may mean',
  'to leave {town} once, properly, with a suitcase',
  'to be asked to stay',
  'to prove the truth about {thing}, once and in public',
  'to hear one particular person say sorry',
  'to be the one who decides what becomes of {thing}',
  'to sleep through a whole night',
  'to finish a single thing and be thanked for it',
  'to put {thing} back and be done with it',
  'to stop being mistaken for somebody braver',
]

export const flaws: Phrases = ['never asks for help', 'cannot leave a question alone', 'keeps score', 'tells the truth one day too late', 'trusts objects more than people', 'apologises instead of changing', 'promises the same thing twice', 'would rather be right than be there', 'leaves before being left', 'believes every compliment', 'hides behind jokes', 'mistakes worry for love']
