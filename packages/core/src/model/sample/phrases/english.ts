import { wordSet } from './word-set.ts'

/** Words that carry no picture. */
export const functionWords = wordSet(`
a an the and or but nor so yet if then than that this these those there here it its itself he him his himself she her hers herself they them their theirs
themselves we us our ours you your yours i me my mine myself who whom whose which what when where why how not no never ever always only just also too very
much many more most some any each every all both few other another such own same of in on at by for with without within about against between among into
onto through during before after above below to from up down out off over under again further once until while because as like unlike near toward towards
across behind beyond inside outside around upon per via be is am are was were been being do does did doing done have has had having will would shall
should can could may might must cannot let lets one two three four five six seven eight nine ten first second third set story script movie film scene
nobody somebody anybody everybody nothing something anything everything everyone someone anyone even still already almost really quite maybe perhaps
until whether though although despite instead let's yes really back away together alone today tomorrow yesterday now next int ext please noir comedy thriller drama romance western musical horror documentary sitcom sequel
parody satire animated funny cyberpunk genre
monday tuesday wednesday thursday friday saturday sunday january february april june july august september october november december
`)

/** Subjects and auxiliaries: what follows one may be a verb. */
export const leadsToVerb = wordSet('he she they we you i it who that which to not never will would shall should can could may might must cannot does do did has have had is are was were be been')

/** What stands before a noun. */
export const determiners = wordSet('a an the this that these those his her its their my our your every each another some any no both few many one two three four five')

/** After these a verb comes first of all. */
export const demandsVerb = wordSet('he she they we you i who not never will would shall should can could may might must cannot')

/** Words after which a name is the name of a place. */
export const placePrepositions = wordSet('in at from to near on around across outside inside toward towards')

/** Verbs that stories are told with, by the forms in which an idea uses them. */
export const verbs: ReadonlySet<string> = new Set(
  [
    'find finds found discover discovers discovered learn learns learned learnt want wants wanted try tries tried become becomes became get gets got go goes went',
    'come comes came take takes took make makes made give gives gave keep keeps kept lose loses lost meet meets met fall falls fell leave leaves left bring brings',
    'brought begin begins began start starts started stop stops stopped save saves saved steal steals stole sell sells sold buy buys bought write writes wrote',
    'written read reads tell tells told say says said ask asks asked speak speaks spoke hear hears heard see sees saw look looks looked know knows knew think thinks thought',
    'believe believes believed remember remembers remembered forget forgets forgot hide hides hid solve solves solved fight fights fought kill kills killed die dies died',
    'live lives lived wake wakes woke sleep sleeps slept dream dreams dreamed run runs ran walk walks walked fly flies flew sail sails sailed swim swims swam build builds',
    'built break breaks broke open opens opened close closes closed follow follows followed chase chases chased hunt hunts hunted search searches searched return returns',
    'returned escape escapes escaped arrive arrives arrived travel travels travelled traveled grow grows grew turn turns turned change changes changed need needs needed',
    'help helps helped love loves loved hate hates hated fear fears feared marry marries married teach teaches taught inherit inherits inherited receive receives received',
    'send sends sent call calls called win wins won play plays played sing sings sang dance dances danced paint paints painted cook cooks cooked bake bakes baked eat eats',
    'ate refuse refuses refused decide decides decided realise realises realised realize realizes realized join joins joined face faces faced uncover uncovers uncovered',
    'reveal reveals revealed trap trapped stranded move moves moved survive survives survived protect protects protected guard guards guarded haunt haunts possess owns owned',
    'disappear disappears disappeared vanish vanishes vanished appear appears appeared happen happens happened cross crosses crossed climb climbs climbed raise raises raised',
    'carry carries carried wait waits waited work works worked seem seems seemed feel feels felt hold holds held stand stands stood sit sits sat pretend pretends pretended stuck',
  ].flatMap(line => line.split(' ')),
)

/** People and creatures that an idea may be about, singular. */
export const persons = wordSet(`
keeper boy girl man woman child kid mother father sister brother twin grandmother grandfather son daughter aunt uncle king queen prince princess knight soldier
captain sailor pirate chef cook baker doctor nurse teacher student pupil professor librarian detective thief spy cop policeman inspector journalist lawyer judge
robot android ghost witch wizard dragon fairy giant monster vampire zombie alien astronaut cosmonaut scientist inventor engineer programmer hacker clown
magician musician singer pianist violinist dancer actor actress painter artist writer author poet farmer shepherd gardener beekeeper cat dog fox wolf bear
penguin horse owl mouse rat rabbit elephant whale octopus driver pilot cowboy gardener clockmaker cartographer widow widower orphan stranger neighbour
neighbor friend hero heroine heir emperor monk nun priest barber tailor carpenter fisherman diver clerk manager intern accountant postman mailman courier
archaeologist botanist astronomer beekeeper gravedigger hairdresser plumber goblin mermaid samurai ninja superhero villain teenager retiree bartender waiter
waitress butler maid gardener hermit explorer hunter guard prisoner worker player champion mayor spouse husband wife bride groom comedian poet translator interpreter
`)

/** Places that an idea may name, singular. */
export const placesInIdeas = wordSet(`
lighthouse island village city town house castle palace forest school library hospital station ship submarine spaceship planet moon mountain desert farm garden
kitchen restaurant bakery theatre theater museum hotel motel office factory laboratory bridge harbour harbor port beach cave tower church monastery temple
market shop bookshop bookstore café cafe bar prison airport train boat circus zoo park cemetery attic cellar basement mansion cottage inn tavern observatory
greenhouse orchard vineyard mill mine tunnel subway elevator apartment university academy colony valley swamp jungle river lake pond canal
`)
