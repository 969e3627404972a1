import { dataFolderNow } from '../server.ts'
import { serverUrl } from '../settings.ts'

/** What tells this window's server from any other: the address of a hosted one, the data folder of a local one. */
export const serverHere = (): string => serverUrl() ?? dataFolderNow()
