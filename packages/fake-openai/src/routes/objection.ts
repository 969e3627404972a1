import type { Asked } from '../asked.ts'
import type { Behaviour } from '../behaviour.ts'
import { invalid, unknownModel, type Refusal } from '../errors.ts'
import { strictFault } from '../json/strict.ts'

/** Why a request is not answered at all, as the API would say it; undefined when it is in order. */
export function objection(asked: Asked, behaviour: Behaviour, models: readonly string[] | undefined): Refusal | undefined {
  const { body, model, maxOutputTokens } = asked
  if (model === '') return invalid("Missing required parameter: 'model'.", 'model', 'missing_required_parameter')
  const base = model.split(':', 1)[0] ?? model
  if (models !== undefined && !models.includes(model) && !models.includes(base)) return unknownModel(model)
  const input = asked.api === 'responses' ? 'input' : 'messages'
  if (body[input] === undefined) return invalid(`Missing required parameter: '${input}'.`, input, 'missing_required_parameter')
  const least = asked.api === 'responses' ? 16 : 1
  if (maxOutputTokens !== undefined && (maxOutputTokens < least || !Number.isInteger(maxOutputTokens))) {
    const message = `Invalid 'max_output_tokens': expected an integer >= ${least}, but got ${maxOutputTokens} instead.`
    return invalid(message, 'max_output_tokens', 'integer_below_min_value')
  }
  const untaken = behaviour.unsupported?.find((name) => body[name] !== undefined)
  if (untaken !== undefined) {
    return invalid(`Unsupported parameter: '${untaken}' is not supported with this model.`, untaken, 'unsupported_parameter')
  }
  if (asked.background && !asked.store) return invalid('Background responses have to be stored.', 'store', 'invalid_value')
  const fault = asked.format?.strict === true ? strictFault(asked.format.schema) : undefined
  const param = asked.api === 'responses' ? 'text.format.schema' : 'response_format'
  if (fault === undefined) return undefined
  return invalid(`Invalid schema for response_format '${asked.format?.name}': ${fault}`, param, 'invalid_json_schema')
}
