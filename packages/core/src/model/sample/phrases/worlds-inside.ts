import type { World } from './worlds.ts'

export const roofedWorlds: readonly [World, ...World[]] = [
  {
    leads: 'house home family mother father parent sister brother twin grandmother grandfather aunt uncle neighbour neighbor baby child wedding ghost attic apartment flat cat marriage couple widow divorce',
    inside: ['upstairs hall', 'kitchen', 'attic', 'cellar', 'front room', 'box room'],
    outside: ['back garden', 'front step', 'garden shed', 'end of the street'],
    props: ['chipped teapot', 'family album', 'sewing box', 'spare key', 'grandfather clock', 'garden trowel', 'biscuit tin', 'shopping list', 'door chain', 'wedding photograph', 'baby monitor', 'hall mirror'],
    details: ['the stairs creak one step at a time', 'a tap drips in the next room', 'the fridge shudders and falls silent', 'curtains breathe in and out', 'somebody upstairs moves a chair', 'the letterbox claps in the wind', 'a kettle starts to complain', 'the hall light flickers and holds', 'toast burns unattended', 'the wallpaper shows a pale square where a picture hung'],
  },
  {
    leads: 'city detective murder crime thief heist police spy mystery street taxi bank secret journalist reporter lawyer inspector burglar conspiracy agent evidence blackmail',
    inside: ['records office', 'late café', 'stairwell', 'hotel corridor', 'pawnshop', 'evidence room'],
    outside: ['tram stop', 'alley behind the laundry', 'rooftop', 'footbridge'],
    props: ['case file', 'tram ticket', 'hotel matchbook', 'police radio', 'left glove', 'street map', 'lipstick-marked cup', 'ring of keys', 'torn receipt', 'camera', 'bus-station locker key', 'typed confession'],
    details: ['neon stutters in a puddle', 'a tram drags its sparks round the corner', 'someone on the third floor practises scales', 'a siren passes and is not for them', 'wet coats steam on their hooks', 'a newspaper walks itself down the pavement', 'a lift arrives with nobody in it', 'rain writes on the glass and rubs it out', 'the vending machine clicks and thinks', 'pigeons shuffle along the ledge'],
  },
  {
    leads: 'school teacher student class classroom exam university college library librarian homework pupil professor teenager book writer author poet novel dictionary language word alphabet',
    inside: ['reading room', 'staff room', 'science lab', 'empty gymnasium', 'map room', 'book vault'],
    outside: ['playing field', 'bicycle shed', 'school gate', 'courtyard'],
    props: ['register', 'overdue book', 'piece of blue chalk', 'locker key', 'exam paper', 'globe', 'card catalogue', 'lost-property box', 'bicycle lamp', 'school bell', 'marked essay', 'magnifying glass'],
    details: ['a bell rings for nobody', 'chalk dust drifts through the light', 'a trolley squeaks between the shelves', 'someone has written "almost" on the board', 'a ball bounces, slower each time', 'pages turn in another room', 'the radiators knock like visitors', 'coats hang in a row like a patient class', 'a projector fan whirs', 'an old map curls away from its wall'],
  },
  {
    leads: 'kitchen chef cook restaurant bakery baker food bread cake recipe soup cafe coffee dinner pizza noodle waiter waitress tea chocolate sandwich feast',
    inside: ['kitchen pass', 'cold store', 'dining room', 'bakehouse', 'dry store', 'dish room'],
    outside: ['delivery yard', 'market stall', 'herb garden', 'terrace'],
    props: ['copper pan', 'recipe card', 'order pad', 'jar of sourdough', 'bread knife', 'reservations book', 'pepper mill', 'silver ladle', 'flour scoop', 'oven timer', 'apron with the wrong name on it', 'bottle of vinegar'],
    details: ['a pan lid rattles by itself', 'flour hangs in the air like weather', 'the ovens tick as they cool', 'a ticket printer chatters and stops', 'onions hiss at the bottom of a pan', 'someone has left a tap running over ice', 'plates wait in leaning towers', 'the extractor roars, coughs, recovers', 'butter goes brown and nobody moves', 'a tray of rolls cools in neat rows'],
  },
  {
    leads: 'theatre theater music musician singer band actor actress opera piano pianist violin violinist dancer dance circus clown song film movie orchestra radio magician comedian guitar concert audience ballet puppet',
    inside: ['dressing room', 'scene dock', 'orchestra pit', 'prop store', 'lighting box', 'rehearsal room'],
    outside: ['stage door', 'loading dock', 'empty fairground', 'bandstand'],
    props: ['prompt book', 'metronome', 'understudy’s wig', 'spotlight', 'music stand', 'paper crown', 'violin case', 'stage telephone', 'greasepaint tin', 'curtain rope', 'signed programme', 'trunk of costumes'],
    details: ['a piano is being tuned, one patient note at a time', 'the safety curtain breathes', 'applause leaks through from another evening', 'sequins wink on the floor', 'a work light buzzes over the bare boards', 'ropes creak up in the dark', 'someone hums half a bar, over and over', 'seats flip up by themselves along the back row', 'a dropped baton rolls the length of the pit', 'paint dries on a false horizon'],
  },
  {
    leads: 'robot laboratory lab scientist computer machine time experiment invention inventor android clone algorithm engineer clock clockmaker code programmer hacker physicist chemist ai data internet phone memory dream game simulation',
    inside: ['cold laboratory', 'server room', 'workshop', 'observation booth', 'archive', 'charging bay'],
    outside: ['antenna roof', 'test track', 'service yard', 'cooling pond'],
    props: ['soldering iron', 'punched tape', 'prototype', 'stopwatch', 'lab notebook', 'glass relay', 'tray of gears', 'memory core', 'wiring diagram', 'warning label', 'calibration weight', 'spare battery'],
    details: ['rows of lights blink out of step', 'a fan slows down, then thinks better of it', 'a needle trembles just short of the red', 'cables run across the floor like roots', 'a printer wakes, prints one line, sleeps', 'something warm ticks inside the casing', 'the glass fogs and clears', 'an alarm tests itself and is satisfied', 'static lifts the hair on every arm', 'two clocks disagree by a minute'],
  },
  {
    leads: 'office boss company job startup meeting manager intern clerk accountant bureaucrat ceo salesman salesperson deadline spreadsheet email elevator government minister election president mayor money tax',
    inside: ['open-plan floor', 'meeting room', 'copy room', 'lift', 'basement archive', 'reception'],
    outside: ['car park', 'fire escape', 'smoking area', 'plaza'],
    props: ['stapler', 'visitor’s badge', 'wall calendar', 'filing cabinet', 'rubber stamp', 'pot plant', 'expense report', 'desk lamp', 'suggestion box', 'swivel chair', 'laminated notice', 'petty-cash tin'],
    details: ['a phone rings on an empty desk', 'the lights go off for lack of movement', 'a screensaver draws the same pipe again', 'the water cooler swallows', 'someone is applauding in a meeting next door', 'the blinds slice everything into strips', 'a lift announces the wrong floor', 'the copier warms up with a sigh', 'a balloon from some forgotten party nudges the ceiling', 'keyboards patter like light rain'],
  },
]
