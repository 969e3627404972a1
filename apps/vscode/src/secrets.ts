/** Names under which secrets are kept in the editor's secret storage. */
export const keySecret = 'coldopen.openaiKey'
export const serverTokenSecret = 'coldopen.serverToken'
