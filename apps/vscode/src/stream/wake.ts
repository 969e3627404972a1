/** A sleeper that others wake. A call to `wake` between two sleeps ends the next one at once, so none is missed. */
export type Wake = { readonly wake: () => void; readonly sleep: () => Promise<void> }

export function createWake(): Wake {
  let called = false
  let rouse: (() => void) | undefined
  return {
    wake() {
      called = true
      rouse?.()
    },
    async sleep() {
      if (!called) await new Promise<void>(resolve => (rouse = resolve))
      called = false
      rouse = undefined
    },
  }
}
