import { describe, expect, it } from '@jest/globals'
import { forEachApart } from './apart.ts'

describe('Work on each apart', () => {
  const doing = (...atFault: readonly number[]) => {
    const done: number[] = []
    const all = forEachApart([1, 2, 3, 4], async (item) => {
      if (atFault.includes(item)) throw new Error(`no ${item}`)
      done.push(item)
    })
    return { done, all }
  }

  it('goes on after one that fails, and tells it at the end', async () => {
    const { done, all } = doing(2)
    await expect(all).rejects.toThrow('no 2')
    expect(done).toEqual([1, 3, 4])
  })

  it('tells all that failed, or nothing', async () => {
    const several = doing(1, 3)
    await expect(several.all).rejects.toMatchObject({ errors: [{ message: 'no 1' }, { message: 'no 3' }] })
    expect(several.done).toEqual([2, 4])
    await expect(doing().all).resolves.toBeUndefined()
  })
})
