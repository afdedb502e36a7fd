/* global document, localStorage, navigator, fetch, matchMedia, setTimeout */
// What the documentation does beyond being read: copy, search, theme. Without it every page reads as well.

for (const figure of document.querySelectorAll('.code')) {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'copy'
  button.textContent = 'Copy'
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(figure.querySelector('code').textContent)
    button.textContent = 'Copied'
    setTimeout(() => (button.textContent = 'Copy'), 2_000)
  })
  figure.querySelector('figcaption').append(button)
}

// The same choice as in the pages of the product; theme.js has applied it before the first paint.
const theme = document.querySelector('.theme')
const showTheme = () => {
  const isDark = document.documentElement.dataset.theme === 'dark'
  theme.textContent = isDark ? 'Light' : 'Dark'
  theme.setAttribute('aria-label', isDark ? 'Light theme' : 'Dark theme')
}
theme.hidden = false
theme.addEventListener('click', () => {
  const next = document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark'
  document.documentElement.dataset.theme = next
  try {
    localStorage.setItem('progress-ess.theme', next)
  } catch {
    // a browser that keeps nothing: the choice lasts as long as the page
  }
  showTheme()
})
showTheme()
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', showTheme)

const form = document.querySelector('.search')
const input = document.querySelector('#search')
const found = document.querySelector('#found')
form.hidden = false
form.addEventListener('submit', (event) => {
  event.preventDefault()
  found.querySelector('a')?.click()
})

let index = null
const loadIndex = () => {
  index ??= fetch('/docs/search.json').then((answer) => answer.json())
  return index
}
const plain = (words) =>
  words
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()

/** Every word must occur; a word of a title weighs most. */
function score({ title, page, text }, words) {
  const [inTitle, inPage, inText] = [plain(title), plain(page), plain(text)]
  let sum = 0
  for (const word of words) {
    const here = (inTitle.includes(word) ? 5 : 0) + (inPage.includes(word) ? 2 : 0) + (inText.includes(word) ? 1 : 0)
    if (here === 0) return 0
    sum += here
  }
  return sum
}

function show(hits) {
  found.replaceChildren(
    ...hits.map(({ address, title, page }) => {
      const link = document.createElement('a')
      link.href = address
      link.textContent = title
      const place = document.createElement('small')
      place.textContent = page
      link.append(place)
      return link
    }),
  )
  if (hits.length === 0) {
    const nothing = document.createElement('p')
    nothing.textContent = 'Nothing found. Try one word, an operation or an error code.'
    found.append(nothing)
  }
  found.hidden = false
}

input.addEventListener('input', async () => {
  const asked = input.value
  const words = plain(asked).split(/\s+/).filter(Boolean)
  if (words.length === 0) {
    found.hidden = true
    return
  }
  const entries = await loadIndex()
  if (input.value !== asked) return
  const hits = entries
    .map((entry) => ({ ...entry, score: score(entry, words) }))
    .filter((entry) => entry.score > 0)
    .sort((a, b) => b.score - a.score)
  show(hits.slice(0, 12))
})

document.addEventListener('keydown', (event) => {
  const isTyping = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName ?? '')
  if (event.key === '/' && !isTyping) {
    event.preventDefault()
    input.focus()
  } else if (event.key === 'Escape') {
    found.hidden = true
  } else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && form.contains(document.activeElement)) {
    const stops = [input, ...found.querySelectorAll('a')]
    const next = stops[stops.indexOf(document.activeElement) + (event.key === 'ArrowDown' ? 1 : -1)]
    if (next !== undefined) {
      event.preventDefault()
      next.focus()
    }
  }
})
document.addEventListener('click', (event) => {
  if (!form.contains(event.target)) found.hidden = true
})
