# The weekly retrain as a container (docs/deploy.md, "Retraining"): npm run retrain, with MovieLens from a bucket.
#   docker build --platform linux/amd64 --build-arg SOURCE_DATE_EPOCH=$(git log -1 --format=%ct) -t yamr-retrain .
# The image is named by its full version. A digest would be stricter; none could be looked up where this was written:
# add "@sha256:..." to the line below when you build for the first time.
FROM node:22.20.0-bookworm-slim AS node
WORKDIR /app

# Everything that must be downloaded or chosen happens here; the runtime stage copies results.
FROM node AS build
ARG SOURCE_DATE_EPOCH=0
COPY package.json package-lock.json .npmrc ./
# The lock says every version and hash. No package's script needs to run: what is native comes as an optional package.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund && find node_modules -name '*.map' -delete
COPY tsconfig.base.json tsconfig.json ./
COPY scripts/ scripts/
COPY training/ training/
COPY publishing/ publishing/
COPY server/ server/
COPY src/lib/core/ src/lib/core/
COPY src/lib/scorer/ src/lib/scorer/
# The only folder that is written to; owned by the user that the process is. The same dates make the same layers.
RUN mkdir -p .data/tmp && chown -R node:node .data && find . -exec touch -h -d "@${SOURCE_DATE_EPOCH}" {} +

FROM node AS runtime
ENV NODE_ENV=production TMPDIR=/app/.data/tmp
COPY --from=build /app /app
USER node
VOLUME ["/app/.data"]
ENTRYPOINT ["node", "--import", "tsx", "scripts/retrain-container.ts"]
