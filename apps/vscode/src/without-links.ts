/**
 * A sentence of which the editor makes no links. In a notice it takes `[words](command:…)` for one, and that may come from a model's
 * refusal, a provider's error or the name of a file: pressing it would run any command.
 */
export const withoutLinks = (sentence: string): string => sentence.replaceAll('](', '] (')
