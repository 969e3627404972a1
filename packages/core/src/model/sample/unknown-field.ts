import { exchangeOf } from './exchange.ts'
import type { Scene } from './scene.ts'
import { actionOf, settingOf } from './scene.ts'
import { narrationOf } from './telling.ts'
import { beatOf, summaryOf } from './plan.ts'

const kinds: readonly (readonly [RegExp, (scene: Scene) => string])[] = [
  [/tag/u, scene => `#${scene.story.town.replaceAll(' ', '')}`],
  [/title|heading|headline|name|label/u, scene => scene.title],
  [/setting|place|location|where|background/u, settingOf],
  [/action|visual|image|picture|shot|scene|panel/u, actionOf],
  [/caption|line|quote|joke|punch|top|bottom|dialogue|speech/u, scene => exchangeOf(scene)[0]?.line ?? scene.title],
  [/summary|logline|premise|hook|overview|concept|synopsis/u, scene => summaryOf(scene.story, undefined)],
  [/beat|outline|plot|event/u, scene => beatOf(scene.story, scene.n, Math.max(scene.n, 9))],
  [/mood|tone|style|genre|voice/u, scene => scene.story.narrator.voice],
]

/** Text for a field that the sample writer was not told about: by what its name sounds like, else something that is narrated. */
export const textFor = (key: string, scene: Scene): string => {
  const name = key.toLowerCase()
  return (kinds.find(kind => kind[0].test(name))?.[1] ?? narrationOf)(scene)
}
