import type { Quota } from '@coldopen/store'

/** A user of a hosted server, as far as their runs and limits go. */
export type CallingUser = { readonly id: string; readonly name: string; readonly quota: Quota; readonly keyHash: string }

/**
 * Who calls. An admin sees every run; others see their own. Whoever has the server's own token is an admin and no user:
 * their runs belong to nobody else.
 */
export type Caller = { readonly role: 'user' | 'admin'; readonly user?: CallingUser }

/** Whoever has the server's own token. */
export const master: Caller = { role: 'admin' }
