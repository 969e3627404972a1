/** What can be asked of a piece of a script; `rewrite` is for a passage, the others for a segment or a chunk. */
export type PieceMode = 'redraft' | 'extend' | 'shorten'
export type RedraftMode = PieceMode | 'rewrite'
