import { expect, it } from '@jest/globals'
import { csvLine } from './csv.ts'

const cell = (text: string): string => csvLine([text], ';').replace(/\r\n$/, '')

it.each([
  '=1+1',
  '+1',
  '-a',
  '@SUM(A1)',
  '＝1+1',
  '＋1',
  '－a',
  '＠SUM(A1)',
  '  =1+1',
  '\u00a0=1+1',
  '\u3000＝1+1',
  '\u200b=1+1',
  '\ufeff=1+1',
])('disarms %j', (text) => {
  expect(cell(text)).toBe(`'${text}`)
})

it.each(['\t=1+1', '\ttext', '\r=1+1', '\rtext', '\n=1+1', ' \r\n =1+1'])('disarms %j', (text) => {
  expect(cell(text).replaceAll('"', '')).toBe(`'${text}`)
})

it.each(['-12', '-12.5', '12 = 12', 'Ada', ' Ada', '1+1', '#REF', 'a@example.test'])('leaves %j as it is', (text) => {
  expect(cell(text)).toBe(text)
})

it('quotes what needs it', () => {
  expect(csvLine(['a;b', 'c"d', '=e'], ';')).toBe(`"a;b";"c""d";'=e\r\n`)
})
