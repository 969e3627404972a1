/** Says each thing once. */
export const sayOnce = (tell: ((sentence: string) => void) | undefined): ((sentence: string) => void) => {
  const told = new Set<string>()
  return sentence => {
    if (told.has(sentence)) return
    told.add(sentence)
    tell?.(sentence)
  }
}
