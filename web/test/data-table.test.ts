import { afterEach, describe, expect, it, jest } from '@jest/globals'
import { h, nextTick } from 'vue'
import DataTable from '../src/ui/DataTable.vue'
import { mount, type Mounted } from './support/mount.ts'

type Row = { id: string; name: string; cents: number }
const rows: Row[] = [
  { id: 'a', name: 'Laverie', cents: 950 },
  { id: 'b', name: 'Jardin', cents: 1_000 },
  { id: 'c', name: 'Taxi', cents: 1_400 },
]
const columns = [
  { id: 'name', label: 'Projet', isHeader: true, isSortable: true, text: (row: Row) => row.name },
  { id: 'cents', label: 'Demandé', align: 'end', text: (row: Row) => String(row.cents) },
]

let mounted: Mounted
afterEach(() => mounted.unmount())

async function givenTable(props: Record<string, unknown> = {}): Promise<void> {
  mounted = await mount({
    render: () => h(DataTable as never, { columns, rows, rowKey: (row: Row) => row.id, caption: 'Dossiers', ...props }),
  })
}
const press = async (key: string): Promise<void> => {
  document.activeElement!.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))
  await nextTick()
}
const focused = (): string => document.activeElement!.textContent.trim()

describe('a table', () => {
  it('has a caption, column headers and row headers', async () => {
    await givenTable()
    expect(mounted.get('caption').textContent).toContain('Dossiers')
    expect(mounted.all('thead th').map((cell) => cell.getAttribute('scope'))).toEqual(['col', 'col'])
    expect(mounted.all('tbody th[scope=row]').map((cell) => cell.textContent.trim())).toEqual([
      'Laverie',
      'Jardin',
      'Taxi',
    ])
  })

  it('says how it is sorted, and asks for the other way round', async () => {
    const onSort = jest.fn()
    await givenTable({ sort: { column: 'name', direction: 'asc' }, onSort })
    expect(mounted.get('thead th').getAttribute('aria-sort')).toBe('ascending')
    mounted.get('thead button').click()
    expect(onSort).toHaveBeenCalledWith({ column: 'name', direction: 'desc' })
  })

  it('is one stop of the Tab key: arrows move from row to row, Enter opens', async () => {
    const onOpen = jest.fn()
    await givenTable({ isOpenable: true, onOpen })
    const stops = mounted.all('tbody [data-row]').map((row) => row.tabIndex)
    expect(stops).toEqual([0, -1, -1])
    mounted.get('tbody [data-row]').focus()
    await press('ArrowDown')
    expect(focused()).toBe('Jardin')
    await press('End')
    expect(focused()).toBe('Taxi')
    await press('ArrowDown')
    expect(focused()).toBe('Taxi')
    await press('Home')
    expect(focused()).toBe('Laverie')
    ;(document.activeElement as HTMLElement).click()
    expect(onOpen).toHaveBeenCalledWith(rows[0])
  })

  it('is entered at the selected row', async () => {
    await givenTable({ isOpenable: true, selectedKey: 'b' })
    expect(mounted.all('tbody [data-row]').map((row) => row.tabIndex)).toEqual([-1, 0, -1])
    expect(mounted.get('[aria-current]').textContent.trim()).toBe('Jardin')
  })

  it('says what to do when it is empty, and why it could not be read', async () => {
    await givenTable({ rows: [], emptyTitle: 'Aucun dossier' })
    expect(mounted.root.textContent).toContain('Aucun dossier')
    mounted.unmount()
    const onRetry = jest.fn()
    await givenTable({ rows: [], failure: 'Le serveur ne répond pas.', onRetry })
    expect(mounted.get('[role=alert]').textContent).toContain('Le serveur ne répond pas.')
    mounted.get('button').click()
    expect(onRetry).toHaveBeenCalledTimes(1)
  })

  it('shows the places of its rows while they are read', async () => {
    await givenTable({ rows: [], isLoading: true })
    expect(mounted.get('table').getAttribute('aria-busy')).toBe('true')
    expect(mounted.all('tbody tr')).toHaveLength(5)
  })
})
