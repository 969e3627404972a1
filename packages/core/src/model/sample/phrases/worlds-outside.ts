import type { World } from './worlds.ts'

export const wildWorlds: readonly [World, ...World[]] = [
  {
    leads: 'lighthouse sea ocean ship boat island harbour harbor sailor fisherman fish whale beach coast pirate mermaid storm wave tide submarine diver shipwreck port ferry shark octopus',
    inside: ['lantern room', 'chart house', 'boathouse loft', 'net store', 'engine room', 'harbour office'],
    outside: ['harbour wall', 'slipway', 'shingle beach', 'ferry landing'],
    props: ['storm lamp', 'tide table', 'brass barometer', 'coil of rope', 'logbook', 'signal flag', 'cracked compass', 'oilskin coat', 'bottle of lamp oil', 'ship’s bell', 'sea chart', 'lead weight'],
    details: ['rain ticks on the glass', 'the tide drags at the stones', 'a loose halyard knocks against its mast', 'salt has dried white on every sill', 'gulls argue over nothing', 'the beam goes round and comes back', 'a buoy clanks out in the grey', 'nets drip from the beams', 'the floor leans the way floors lean on water', 'fog takes the far end of everything'],
  },
  {
    leads: 'spaceship space planet moon mars star astronaut alien rocket galaxy orbit satellite asteroid comet universe spacecraft cosmonaut colony telescope earth astronomer',
    inside: ['airlock', 'seed bay', 'observation ring', 'sleep module', 'reactor corridor', 'galley'],
    outside: ['docking arm', 'ridge above the landing site', 'antenna field', 'crater rim'],
    props: ['pressure gauge', 'mission patch', 'spare glove', 'seed tray', 'dented thermos', 'navigation slate', 'oxygen flask', 'tether clip', 'launch checklist', 'signal recorder', 'sample case', 'postcard from home'],
    details: ['the recyclers change pitch', 'a pen floats past, turning end over end', 'a warning light blinks amber, politely', 'frost flowers creep over the porthole', 'somewhere a pump counts to itself', 'the hull ticks as it turns from the sun', 'static speaks and almost makes a word', 'the horizon curves where it should not', 'a seedling leans toward the wrong lamp', 'every surface trembles very slightly'],
  },
  {
    leads: 'forest wood tree fairy witch wizard magic dragon elf spell wolf bear fox monster curse troll unicorn goblin owl fairytale giant deer wish enchanted',
    inside: ['charcoal burner’s hut', 'hollow oak', 'root cellar', 'ruined chapel', 'gamekeeper’s lodge', 'mill loft'],
    outside: ['clearing', 'stream crossing', 'edge of the wood', 'ring of stones'],
    props: ['bone whistle', 'birch broom', 'lantern', 'wolf-shaped stone', 'basket of mushrooms', 'silver thimble', 'book of herbs', 'snare', 'cloak', 'jar of fireflies', 'carved staff', 'cracked cauldron'],
    details: ['the trees have moved a little closer', 'an owl asks its one question', 'mist sits in the hollows', 'leaves fall upward for a moment and remember', 'something heavy walks beyond the firs', 'moss has covered the last footprint', 'a stream talks over its stones', 'sap runs down a trunk like slow gold', 'every bird stops at once', 'smoke rises straight from a chimney nobody owns'],
  },
  {
    leads: 'farm farmer village cow horse sheep shepherd field harvest garden gardener goat chicken orchard bee beekeeper pig dog puppy duck donkey flower barn scarecrow summer',
    inside: ['milking parlour', 'hayloft', 'village hall', 'tack room', 'honey shed', 'farm kitchen'],
    outside: ['lower field', 'orchard', 'duck pond', 'crossroads'],
    props: ['milk churn', 'seed catalogue', 'scarecrow’s hat', 'horseshoe', 'smoker and veil', 'pocket knife', 'prize rosette', 'gate latch', 'almanac', 'basket of windfalls', 'weathervane', 'bale of straw'],
    details: ['a gate swings without hurry', 'bees work the last of the clover', 'a tractor coughs two fields away', 'hens discuss the matter', 'straw glitters in the air', 'a rope creaks on its beam', 'a cow looks in, chewing, and goes', 'apples drop one by one in the grass', 'bunting flaps from some earlier celebration', 'the earth smells newly turned'],
  },
  {
    leads: 'mountain snow winter ice climber glacier ski avalanche arctic polar antarctica antarctic penguin expedition sled christmas blizzard yeti cold reindeer snowman',
    inside: ['weather station', 'cable-car cabin', 'bunk room', 'ski workshop', 'ice cave', 'radio shack'],
    outside: ['north ridge', 'frozen lake', 'snowfield', 'pass'],
    props: ['ice axe', 'flare gun', 'sled harness', 'frozen thermometer', 'rope ladder', 'weather log', 'snow goggles', 'tin stove', 'pair of mittens', 'marker pole', 'avalanche whistle', 'box of matches'],
    details: ['snow sifts under the door', 'the ice groans, a long way down', 'every breath hangs and hesitates', 'a flag snaps itself to threads', 'the stove ticks and glows', 'the ridge comes and goes in cloud', 'icicles let go one after another', 'the silence has a sort of weight', 'wind combs the snow into ribs', 'tracks lead out and none lead back'],
  },
  {
    leads: 'desert road truck car driver train journey bus motel travel traveller traveler station cowboy highway motorcycle railway passenger dune camel border hitchhiker caravan airport pilot plane',
    inside: ['diner', 'signal box', 'sleeper compartment', 'motel office', 'garage', 'waiting room'],
    outside: ['level crossing', 'filling station', 'dry riverbed', 'platform'],
    props: ['road atlas', 'suitcase', 'one-way ticket', 'hubcap', 'thermos flask', 'lost-luggage tag', 'wing mirror', 'jerrycan', 'timetable', 'postcard', 'signal lamp', 'coin-operated telescope'],
    details: ['heat bends the end of the road', 'rails sing before the train', 'a sign swings on one hinge', 'sand has drifted over the step', 'a departures board clatters through every city', 'an engine cools, ticking', 'tumbleweed crosses without looking', 'headlights sweep the ceiling and go', 'a fan stirs the heat about', 'a whistle sounds from the wrong direction'],
  },
  {
    leads: 'king queen prince princess knight castle kingdom throne war sword emperor court crown medieval battle soldier palace samurai empire army general treasure museum history temple ruin archaeologist',
    inside: ['throne room', 'armoury', 'spiral stair', 'map chamber', 'chapel', 'guardroom'],
    outside: ['north tower', 'drawbridge', 'tilting yard', 'market square'],
    props: ['wax seal', 'dented shield', 'royal decree', 'chess set', 'banner', 'goblet', 'iron key', 'hourglass', 'tapestry', 'signet ring', 'crown on a cushion', 'herald’s trumpet'],
    details: ['torches lean in a draught', 'banners hang as if listening', 'a portcullis drops somewhere, late', 'boots ring on the stair and fade', 'rats hold a council behind the wall', 'a candle drowns in its own wax', 'a trumpet is being practised badly', 'armour shifts on its stand', 'ravens pace the wall like clerks', 'snowmelt runs down the inside of the stone'],
  },
]
