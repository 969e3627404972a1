import { createColdopen } from '@coldopen/client'
import { commission } from './commission.ts'

const { COLDOPEN_URL: url = 'http://127.0.0.1:4000', COLDOPEN_TOKEN: token = '' } = process.env
const { preview, script } = await commission(createColdopen({ url, token }), 'A lighthouse keeper finds a door in the sea', 'The Door')
console.log(`Set 2 begins with segment ${preview?.story_set[0]?.segment_number}.`)
for (const part of script.parts) for (const segment of part.segments) console.log(`${segment.segment_number}. ${segment.title}`)
