import { ColdopenError, inEnglish as say } from '@coldopen/client'
import { expect, test } from 'vitest'
import { runBriefs, type Act, type Finding } from './run-briefs.ts'

const run = async (files: readonly string[], act: Act, signal = new AbortController().signal) => {
  const lines: string[] = []
  const found = new Map<string, readonly Finding[]>()
  const to = { line: (text: string) => void lines.push(text), progress: (text: string) => void lines.push(`~${text}`), found: (file: string, findings: readonly Finding[]) => void found.set(file, findings), nameOf: (file: string) => file.slice(1), say, signal }
  return { exit: await runBriefs(files, act, to), lines, found }
}

test('briefs are done one after another, and each is told of', async () => {
  let going = 0
  const { exit, lines } = await run(['/a.md', '/b.md'], async (file, { progress }) => {
    expect(++going).toBe(1)
    await Promise.resolve()
    progress(`half of ${file}`)
    going--
    return { said: 'done' }
  })
  expect(exit).toBe(0)
  expect(lines).toEqual(['[1/2] a.md', '~half of /a.md', '  done', '[2/2] b.md', '~half of /b.md', '  done', '2 of 2 briefs: nothing wrong.'])
})

test('a wrong brief keeps none of the others back, names its line, and makes the exit code 2', async () => {
  const { exit, lines, found } = await run(['/a.md', '/b.md', '/c.md'], async file => {
    if (file === '/b.md') throw new ColdopenError('invalid-input', 'b.md: Line 3: segments: no number')
    return { said: 'done' }
  })
  expect(exit).toBe(2)
  expect(lines).toContain('  b.md:3: b.md: Line 3: segments: no number')
  expect(lines.at(-1)).toBe('2 of 3 briefs: nothing wrong.')
  expect(found).toEqual(new Map([['/a.md', []], ['/b.md', [{ file: '/b.md', line: 2, message: 'b.md: Line 3: segments: no number', isInText: true }]], ['/c.md', []]]))
})

test('a run that failed outweighs a wrong brief, and so does a script that is not in order', async () => {
  const failing: Act = async file => {
    throw new ColdopenError(file === '/a.md' ? 'invalid-input' : 'model-connection', 'no')
  }
  expect((await run(['/a.md', '/b.md'], failing)).exit).toBe(1)
  const { exit, lines } = await run(['/a.md'], async () => ({ said: 'checked', findings: [{ file: '/s.md', line: 6, message: 'Segment 2 is missing.', isInText: true }] }))
  expect(exit).toBe(1)
  expect(lines).toEqual(['[1/1] a.md', '  checked', '  s.md:7: Segment 2 is missing.'])
})

test('what is stopped ends there, with the code of an interrupt', async () => {
  const stop = new AbortController()
  const seen: string[] = []
  const { exit, lines, found } = await run(
    ['/a.md', '/b.md', '/c.md'],
    async file => {
      seen.push(file)
      if (file === '/a.md') return { said: 'done' }
      stop.abort()
      throw new ColdopenError('cancelled', 'stopped')
    },
    stop.signal,
  )
  expect(seen).toEqual(['/a.md', '/b.md'])
  expect(exit).toBe(130)
  expect(lines.at(-1)).toBe('Stopped. 1 of 3 briefs were done; what has arrived stays.')
  expect(found.get('/b.md')).toEqual([])
})
