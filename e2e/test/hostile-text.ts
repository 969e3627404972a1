import { child, isObject, numberOf, typesOf, type JsonObject } from '../../packages/fake-openai/src/json/schema.ts'

/** What a model could smuggle into a text to have the addresses asked, or a script run. */
export const smuggledTo = (addresses: readonly string[]): string[] =>
  addresses.flatMap(to => [
    `![picture](${to}/image.png)`,
    `![picture][ref]\n\n[ref]: ${to}/reference.png`,
    `<img src="${to}/html.png" onerror="document.body.dataset.ran = 1">`,
    `<script>document.body.dataset.ran = 1</script><script src="${to}/script.js"></script>`,
    `<style>@import url(${to}/style.css);</style><iframe src="${to}/frame"></iframe>`,
    `<svg onload="document.body.dataset.ran = 1"><image href="${to}/svg.png"/></svg>`,
    `--> <!-- seg_0009 -->\n## 9. Smuggled\n\n<img src="${to}/comment.png">`,
    `[press](javascript:document.body.dataset.ran=1) <${to}/auto> ${to}/bare`,
    `> ![quoted](${to}/quote.png)\n\n\`\`\`html\n<img src="${to}/code.png">\n\`\`\``,
  ])

const mark = 'JSON Schema:\n'

/** The schema that a request's answer has to keep to: of its format, or of its instructions where a model knows no formats. */
const schemaOf = (body: unknown): JsonObject => {
  const format = child(child(child(body, 'text'), 'format'), 'schema')
  if ('type' in format) return format
  const [instructions] = isObject(body) && Array.isArray(body['messages']) ? body['messages'] : []
  const said = isObject(instructions) ? String(instructions['content']) : ''
  return JSON.parse(said.slice(said.lastIndexOf(mark) + mark.length))
}

const filled = (schema: unknown, next: () => string): unknown => {
  if (!isObject(schema)) return next()
  if (Array.isArray(schema['enum'])) return schema['enum'][0]
  const [type] = typesOf(schema)
  if (type === 'object') return Object.fromEntries(Object.entries(child(schema, 'properties')).map(([key, value]) => [key, filled(value, next)]))
  if (type === 'array') return Array.from({ length: numberOf(schema, 'minItems') ?? 1 }, () => filled(schema['items'], next))
  return next()
}

/** The answer to a request whose free texts are these in turn, each behind a number: no two of a cast may have one name. */
export const hostileAnswer = (body: unknown, texts: readonly string[]): string => {
  let count = 0
  return JSON.stringify(filled(schemaOf(body), () => `${++count} ${texts[count % texts.length]}`))
}
