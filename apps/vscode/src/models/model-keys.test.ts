import { expect, test } from 'vitest'
import { keyPlace, withEndpoint } from './model-keys.ts'

const env = { OPENAI_API_KEY: 'sk-openai', GPT_KEY: 'sk-gpt', GEMINI_API_KEY: 'g', HOME: '/home/writer' }

test('each endpoint has a key of its own, and OpenAI’s is kept under its own name', () => {
  expect(keyPlace(undefined)).toEqual({ secret: 'coldopen.openaiKey', host: 'OpenAI' })
  expect(keyPlace('https://api.openai.com/v1')).toEqual(keyPlace(undefined))
  expect(keyPlace('http://localhost:8080/v1')).toEqual({ secret: 'coldopen.key.localhost:8080', host: 'localhost:8080' })
})

test('a key of OpenAI’s in the environment does not go to an endpoint that the settings name', () => {
  expect(withEndpoint(env, 'https://llm.example/v1', undefined)).toEqual({ GEMINI_API_KEY: 'g', HOME: '/home/writer', OPENAI_BASE_URL: 'https://llm.example/v1' })
  expect(withEndpoint(env, 'https://llm.example/v1', 'own')).toMatchObject({ OPENAI_API_KEY: 'own', OPENAI_BASE_URL: 'https://llm.example/v1' })
})

test('without such an endpoint the environment is as it was', () => {
  expect(withEndpoint(env, undefined, undefined)).toEqual(env)
  const proxied = { ...env, OPENAI_BASE_URL: 'https://proxy.example/v1' }
  expect(withEndpoint(proxied, 'https://proxy.example/v1', undefined)).toEqual(proxied)
})
