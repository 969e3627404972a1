export * from './schema/bible.ts'
export * from './schema/segment.ts'
export * from './schema/script.ts'
