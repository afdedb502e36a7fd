import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import fp from 'fastify-plugin'

export type SpaOptions = { readonly folder: string }

/**
 * Serves the built pages as a convenience: any static host can do it instead. Hashed assets are cached for a year,
 * `index.html` never; an address without a file is answered with `index.html`, so that the pages’ router takes it.
 */
export const spaPlugin = fp<SpaOptions>(
  async (app, { folder }) => {
    if (!existsSync(join(folder, 'index.html'))) {
      app.log.warn('the pages are not built: only the API is served')
      return
    }
    const index = await readFile(join(folder, 'index.html'), 'utf8')
    await app.register(fastifyStatic, {
      root: folder,
      wildcard: false,
      index: false,
      cacheControl: false,
      preCompressed: true,
      setHeaders(reply, path) {
        const isHashed = /[/\\]assets[/\\]/.test(path)
        void reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache')
      },
    })
    app.indexPage = index
  },
  { name: 'spa', dependencies: ['errors'] },
)
