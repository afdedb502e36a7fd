import { afterEach, describe, expect, it } from '@jest/globals'
import { h, nextTick, ref, type Component, type Ref } from 'vue'
import DateTimeInput from '../src/ui/DateTimeInput.vue'
import ErrorSummary from '../src/ui/ErrorSummary.vue'
import MoneyInput from '../src/ui/MoneyInput.vue'
import PercentInput from '../src/ui/PercentInput.vue'
import SelectInput from '../src/ui/SelectInput.vue'
import TextArea from '../src/ui/TextArea.vue'
import TextInput from '../src/ui/TextInput.vue'
import { mount, type, type Mounted } from './support/mount.ts'

let mounted: Mounted
afterEach(() => mounted.unmount())

/** A field whose value a test reads and writes. */
async function mountField<T>(component: Component, value: Ref<T>, props: Record<string, unknown> = {}): Promise<void> {
  mounted = await mount({
    render: () =>
      h(component, {
        label: 'Champ',
        ...props,
        modelValue: value.value,
        'onUpdate:modelValue': (next: T) => {
          value.value = next
        },
      }),
  })
}
const input = (): HTMLInputElement => mounted.get('input') as HTMLInputElement

describe('an amount', () => {
  it('is typed in euros, kept in cents, and written neatly when the field is left', async () => {
    const cents = ref<number | null>(null)
    await mountField(MoneyInput, cents)
    await type(input(), '12500,5')
    expect(cents.value).toBe(1_250_050)
    expect(input().value).toBe('12\u202f500,50')
  })

  it('that cannot be read is no amount: the text stays, with an error', async () => {
    const cents = ref<number | null>(1_000)
    await mountField(MoneyInput, cents)
    await type(input(), 'douze mille')
    expect(cents.value).toBeNull()
    expect(input().value).toBe('douze mille')
    expect(input().getAttribute('aria-invalid')).toBe('true')
    expect(document.getElementById(input().getAttribute('aria-describedby')!)?.textContent).toContain(
      'Écrivez un montant',
    )
    await type(input(), '12')
    expect(cents.value).toBe(1_200)
    expect(input().hasAttribute('aria-invalid')).toBe(false)
  })

  it('is never negative', async () => {
    const cents = ref<number | null>(null)
    await mountField(MoneyInput, cents)
    await type(input(), '-5')
    expect(cents.value).toBeNull()
  })

  it('follows a value that changes elsewhere, and not its own text while it is typed', async () => {
    const cents = ref<number | null>(500)
    await mountField(MoneyInput, cents)
    input().value = '7,'
    input().dispatchEvent(new Event('input'))
    await nextTick()
    expect(input().value).toBe('7,')
    cents.value = 1_500_000
    await nextTick()
    expect(input().value).toBe('15\u202f000')
  })

  it('as a share is kept in ten-thousandths', async () => {
    const bp = ref<number | null>(8_000)
    await mountField(PercentInput, bp)
    expect(input().value).toBe('80')
    await type(input(), '12,5 %')
    expect(bp.value).toBe(1_250)
  })
})

describe('a moment', () => {
  it('is shown and read on the clock of Paris', async () => {
    const instant = ref<string | null>('2023-02-06T22:59:59.000Z')
    await mountField(DateTimeInput, instant)
    const [day, time] = mounted.all('input') as HTMLInputElement[]
    expect([day!.value, time!.value]).toEqual(['2023-02-06', '23:59:59'])
    await type(time!, '12:00')
    expect(instant.value).toBe('2023-02-06T12:00:00+01:00')
    await type(day!, '2023-07-06')
    expect(instant.value).toBe('2023-07-06T12:00:00+02:00')
  })

  it('that does not exist is none, and says why', async () => {
    const instant = ref<string | null>(null)
    await mountField(DateTimeInput, instant)
    const [day, time] = mounted.all('input') as HTMLInputElement[]
    await type(day!, '2023-03-26')
    await type(time!, '02:30')
    expect(instant.value).toBeNull()
    expect(mounted.root.textContent).toContain('n’existe pas')
  })
})

describe('any field', () => {
  it('is named by its label and described by its hint and its error', async () => {
    await mountField(TextInput, ref(''), {
      id: 'f-name',
      hint: 'Court.',
      error: 'Ce champ est obligatoire.',
      isRequired: true,
    })
    expect((mounted.get('label') as HTMLLabelElement).htmlFor).toBe('f-name')
    expect(input().getAttribute('aria-describedby')).toBe('f-name-hint f-name-error')
    expect(input().getAttribute('aria-required')).toBe('true')
    expect(mounted.get('label').textContent).toContain('obligatoire')
  })

  it('counts what is left to write, and never cuts', async () => {
    const text = ref('')
    await mountField(TextArea, text, { maxLength: 5 })
    await type(mounted.get('textarea') as HTMLTextAreaElement, 'trop long')
    expect(text.value).toBe('trop long')
    expect(mounted.get('.counter').textContent).toBe('4 caractères de trop')
  })

  it('of a list offers the choice of nothing unless there is always one', async () => {
    const options = [{ value: 'a', label: 'A' }]
    const chosen = ref<string | null>('a')
    await mountField(SelectInput, chosen, { options })
    const select = mounted.get('select') as HTMLSelectElement
    expect([...select.options].map(({ value }) => value)).toEqual(['', 'a'])
    select.value = ''
    select.dispatchEvent(new Event('change'))
    expect(chosen.value).toBeNull()
    mounted.unmount()
    await mountField(SelectInput, ref('a'), { options, isAlwaysSet: true })
    expect(mounted.all('option')).toHaveLength(1)
  })

  it('gets the focus from the error summary', async () => {
    mounted = await mount({
      render: () => [
        h(ErrorSummary, { errors: [{ id: 'f-mail', message: 'Écrivez une adresse.' }] }),
        h(TextInput, { id: 'f-mail', label: 'Courriel', modelValue: '' }),
      ],
    })
    input().scrollIntoView = () => undefined
    mounted.get('a').click()
    expect(document.activeElement).toBe(input())
  })
})
