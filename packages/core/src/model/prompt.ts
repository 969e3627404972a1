import type { ModelRequest } from './text-model.ts'

/** The instructions of a request; where its schema is not enforced by the provider, the schema is written behind them. */
export function instructionsOf(request: ModelRequest, isEnforced: boolean): string {
  const { instructions, schema } = request
  if (schema === undefined || isEnforced) return instructions
  return `${instructions}\nAnswer with one JSON document and nothing before or after it. It keeps to this JSON Schema:\n${JSON.stringify(schema.json)}`
}

/** What a request is written from, as the one user message: data under a name, never instructions. */
export function renderMaterial(request: ModelRequest): string {
  return JSON.stringify({ material: request.material })
}
