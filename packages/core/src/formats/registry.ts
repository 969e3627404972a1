import type { Format } from './format.ts'
import { free } from './free.ts'
import { meme } from './meme.ts'
import { movie } from './movie.ts'
import { keysOf } from '../keys-of.ts'
import { podcast } from './podcast.ts'
import { prose } from './prose.ts'
import { story } from './story.ts'

const registered = { movie, story, meme, free, podcast, prose }

export type FormatName = keyof typeof registered

export const formats: Readonly<Record<FormatName, Format>> = registered

export const formatNames = keysOf(registered)
