/** What reading a file gave: the value, or one sentence that says what is wrong and where. */
export type Read<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problem: string }

export const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length
