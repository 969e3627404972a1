/** A door that lets through everyone who waits when it is opened, and is closed again at once. */
export type Gate = { readonly wait: () => Promise<void>; readonly open: () => void }

export function createGate(): Gate {
  let { promise, resolve } = Promise.withResolvers<void>()
  return {
    wait: () => promise,
    open: () => {
      resolve()
      ;({ promise, resolve } = Promise.withResolvers<void>())
    },
  }
}
