import { EventEmitter, type Disposable, type Event } from 'vscode'

/**
 * Milliseconds after a change at which editors are told of it again. An editor waits a moment before it asks for the
 * lenses, and when it loses the focus in that moment it never does: after a click into a view they would stay as they were.
 */
const againMs = [600, 1500, 4000]

/** Tells editors that lenses are other than before, until they have heard it. */
export type LensEvent = Disposable & { readonly event: Event<void>; readonly fire: () => void }

export const createLensEvent = (): LensEvent => {
  const changed = new EventEmitter<void>()
  let again: NodeJS.Timeout[] = []
  const stop = (): void => again.forEach(clearTimeout)
  return {
    event: changed.event,
    fire() {
      stop()
      changed.fire()
      again = againMs.map(ms => setTimeout(() => changed.fire(), ms))
    },
    dispose() {
      stop()
      changed.dispose()
    },
  }
}
