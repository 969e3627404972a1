/** One life of a contender: the process that may be killed, and the script's characters once it is done. */
export type Life = { readonly pid: number; readonly done: Promise<number> }
