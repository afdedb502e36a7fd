import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import vue from '@vitejs/plugin-vue'
import { defaultClientConditions, defineConfig, type Plugin } from 'vite'

const BASE = process.env['BASE_PATH'] ?? '/'

/** Hosts that cannot rewrite paths answer `404.html`: as a copy of the page, it opens the asked address all the same. */
const fallbackPage: Plugin = {
  name: 'fallback-page',
  apply: 'build',
  enforce: 'post',
  generateBundle(_options, bundle) {
    const page = bundle['index.html']
    if (page?.type === 'asset') this.emitFile({ type: 'asset', fileName: '404.html', source: page.source })
  },
}

/** What the first paint needs, asked for at once: the two typefaces in Latin letters, and the sentences in French. */
const preloads: Plugin = {
  name: 'preloads',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler(_html, { bundle = {} }) {
      const link = (attributes: Record<string, string | boolean>) => ({
        tag: 'link',
        attrs: attributes,
        injectTo: 'head' as const,
      })
      return Object.keys(bundle).flatMap((name) => {
        const href = `${BASE}${name}`
        if (/-latin-wght-normal-[\w-]+\.woff2$/.test(name)) {
          return [link({ rel: 'preload', as: 'font', type: 'font/woff2', crossorigin: true, href })]
        }
        const chunk = bundle[name]
        const isFrench = chunk?.type === 'chunk' && (chunk.facadeModuleId ?? '').endsWith('/i18n/fr/first.ts')
        return isFrench ? [link({ rel: 'modulepreload', crossorigin: true, href })] : []
      })
    },
  },
}

/** Writes `.br` and `.gz` beside each text file, for hosts that serve them as they are. */
const compressed: Plugin = {
  name: 'compressed',
  apply: 'build',
  writeBundle({ dir = 'dist' }) {
    for (const name of readdirSync(dir, { recursive: true, encoding: 'utf8' })) {
      if (!/\.(js|css|svg)$/.test(name)) continue
      const bytes = readFileSync(join(dir, name))
      writeFileSync(join(dir, `${name}.br`), brotliCompressSync(bytes))
      writeFileSync(join(dir, `${name}.gz`), gzipSync(bytes, { level: 9 }))
    }
  },
}

const API = process.env['API_URL'] ?? 'http://127.0.0.1:3000'

export default defineConfig({
  base: BASE,
  plugins: [vue(), preloads, fallbackPage, compressed],
  resolve: { conditions: ['@progress-ess/source', ...defaultClientConditions] },
  define: {
    __VUE_OPTIONS_API__: 'false',
    __VUE_PROD_DEVTOOLS__: 'false',
    __VUE_I18N_FULL_INSTALL__: 'false',
    __VUE_I18N_LEGACY_API__: 'false',
    __INTLIFY_PROD_DEVTOOLS__: 'false',
  },
  build: {
    target: 'es2022',
    // Nothing as data: addresses, which the CSP of pages forbids.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 300,
    manifest: true,
    rolldownOptions: {
      output: {
        // What many pages share, in a few files instead of one for each set of pages: a page asked for seventy.
        codeSplitting: {
          groups: [
            { name: 'base', minShareCount: 40, priority: 2 },
            { name: 'common', minShareCount: 8, test: /web[\\/]src/, priority: 1 },
          ],
        },
      },
    },
  },
  server: { port: 5173, proxy: { '/api': API, '/docs': API, '/openapi.json': API } },
  preview: { port: 4173, proxy: { '/api': API } },
})
