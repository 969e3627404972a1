const idPattern = /^[\w.:-]{1,128}$/

/** Whether a run may have this id. */
export const isRunId = (id: string): boolean => idPattern.test(id)

/** The id as a query looks for it. No run has an empty one, and not every database takes a question about any text. */
export const sought = (id: string): string => (isRunId(id) ? id : '')
