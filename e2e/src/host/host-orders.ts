/** What the program inside the extension host is told, by its environment. */
export type HostOrders = {
  /** A Unix socket that takes suite events, one in a line of JSON. */
  readonly socket: string
  readonly files: readonly string[]
  readonly grep?: string
}

export const ordersVariable = 'E2E_HOST_ORDERS'

/** Under this name tests register language models of their own. */
export const modelVendor = 'e2e'
