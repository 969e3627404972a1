import type { Brief } from '../brief.ts'
import type { SegmentedFormat } from './format.ts'
import { movie } from './movie.ts'

export const formats: { readonly [Name in Brief['format']]: SegmentedFormat } = { movie }
