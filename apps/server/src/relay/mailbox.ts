/** What one side puts in whenever it likes, and the other takes out in order. */
export type Mailbox<Item> = {
  readonly put: (item: Item) => void
  /** Nothing more will be put in: whoever takes gets what is there, and then the end. */
  readonly close: () => void
  readonly items: () => AsyncGenerator<Item, void, undefined>
}

export const createMailbox = <Item>(): Mailbox<Item> => {
  const waiting: Item[] = []
  let isClosed = false
  let news = Promise.withResolvers<void>()
  return {
    put(item) {
      waiting.push(item)
      news.resolve()
    },
    close() {
      isClosed = true
      news.resolve()
    },
    async *items() {
      while (true) {
        for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) yield item
        if (isClosed) return
        news = Promise.withResolvers()
        await news.promise
      }
    },
  }
}
