/** Where a contender reads, and how long the answer is that it must have in the end. */
export type Task = { readonly baseUrl: string; readonly model: string; readonly segments: number; readonly characters: number }

/** Reads one whole answer, and answers how many characters of it there were. */
export type Contender = (task: Task) => Promise<number>
