/** Names the file that the measuring tests add their lines to. */
export const reportVariable = 'E2E_LATENCY_REPORT'
