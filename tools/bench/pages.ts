import { gzipSync } from 'node:zlib'
import { chromium } from 'playwright-core'
import { findChromium } from '../lib/chromium.js'

/** The JavaScript that a first visit of the public site loads, gzipped, in bytes; null without a Chromium. */
export async function firstPageBytes(url: string): Promise<number | null> {
  const executablePath = findChromium()
  if (executablePath === null) return null
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
  try {
    const page = await browser.newPage()
    const scripts: Promise<Buffer>[] = []
    page.on('response', (response) => {
      if (response.url().endsWith('.js')) scripts.push(response.body())
    })
    await page.goto(url, { waitUntil: 'networkidle' })
    const bodies = await Promise.all(scripts)
    return bodies.reduce((total, body) => total + gzipSync(body).length, 0)
  } finally {
    await browser.close()
  }
}
