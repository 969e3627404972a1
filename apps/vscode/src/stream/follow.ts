import type { EditorPort, ScreenTop, Unsubscribe } from './port.ts'

/** Keeps the head of a stream on the screen for as long as the writer wants to see it. */
export type Follower = {
  /** To be called with the place of the head before an edit, and then with its place after it. */
  readonly beforeEdit: (head: number) => void
  readonly afterEdit: (head: number) => void
  stop: Unsubscribe
}

export type FollowedEditor = Pick<EditorPort, 'top' | 'sight' | 'reveal' | 'onScroll'>

/**
 * Follows the head if it is on the screen before the first edit. Scrolling up, or down past the head, ends following;
 * scrolling down to where the head is begins it again. The selection never moves.
 */
export function followHead(editor: FollowedEditor): Follower {
  let head: number | undefined
  let following = false
  let top = editor.top()
  const stop = editor.onScroll(() => {
    const before = top
    top = editor.top()
    if (head === undefined || before === undefined || top === undefined) return
    const sight = editor.sight(head)
    // Following itself only ever moves the text up, and never so far that the head is above the screen.
    if (following) following = !isAbove(top, before) && sight !== 'above'
    else following = isAbove(before, top) && sight === 'shown'
  })
  return {
    beforeEdit(place) {
      if (head === undefined) following = editor.sight(place) === 'shown'
      head = place
    },
    afterEdit(place) {
      head = place
      if (following) editor.reveal(place)
    },
    stop,
  }
}

const isAbove = (one: ScreenTop, other: ScreenTop): boolean =>
  one.line < other.line || (one.line === other.line && one.character < other.character)
