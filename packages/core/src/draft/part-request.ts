import type { Budget } from '../events.ts'
import type { ModelRequest } from '../model/text-model.ts'

/** A request for (the missing rest of) a part, with its allocation. */
export type PartRequest = { readonly request: ModelRequest; readonly budget: Budget }
