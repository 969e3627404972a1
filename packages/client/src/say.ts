/** Says a sentence in the language of whoever reads it; `values` stand for `{0}`, `{1}` … in it. Sentences are literals, so that they are found for translation. */
export type Say = (sentence: string, ...values: (string | number)[]) => string

/** As it is written, where nobody translates. */
export const inEnglish: Say = (sentence, ...values) => sentence.replace(/\{(\d+)\}/g, (_, at: string) => String(values[Number(at)] ?? ''))
