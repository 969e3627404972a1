import { pino, type Logger } from 'pino'

export type { Logger }

/** JSON lines on stderr; `LOG_LEVEL` sets how much (info by default). Keys and texts never reach it: nothing logs an input. */
export const createLog = (level: string): Logger => {
  return pino({ level, base: { pid: process.pid } }, pino.destination({ dest: 2, sync: false }))
}
