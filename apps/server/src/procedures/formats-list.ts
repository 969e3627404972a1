import { formats } from '@coldopen/core'
import { z } from 'zod'
import { procedure } from '../trpc.ts'

const formatSchema = z.object({ name: z.string(), unit: z.literal('segment'), total: z.int(), perSet: z.int() })

/** The formats that can be drafted, with their default sizes. */
export const formatsList = procedure
  .output(z.array(formatSchema))
  .query(() => Object.values(formats).map(format => ({ name: format.name, unit: 'segment' as const, total: format.total, perSet: format.perSet })))
