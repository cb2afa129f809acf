# syntax=docker/dockerfile:1
# Stage 1 installs and compiles, stage 2 carries only what runs. No image registry was at hand when this was written, so
# it was never built as a whole: the commands of stage 1 were run on Debian 12, those of stage 2 in a minimal Debian 12
# root made by debootstrap, in which the service then started its PostgreSQL as uid 65532 with the root mounted read-only.

FROM node:26-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY src src
RUN npm run build \
    && npm prune --omit=dev \
    && rm -rf node_modules/node-linux-*/include node_modules/node-linux-*/share \
    && find node_modules -name '*.map' -delete

FROM debian:bookworm-slim
# Node links against libatomic, which the slim image lacks.
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates libatomic1 libstdc++6 \
    && rm -rf /var/lib/apt/lists/*
# PostgreSQL's initdb looks its own user up by name, so the fixed uid needs an entry.
RUN groupadd --gid 65532 kube-autofix \
    && useradd --uid 65532 --gid 65532 --no-create-home --home-dir /var/lib/kube-autofix --shell /usr/sbin/nologin kube-autofix \
    && install -d -o 65532 -g 65532 -m 0700 /var/lib/kube-autofix
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
# The service reads them where they stand in the repository.
COPY docs/runbooks docs/runbooks
# For whoever asks in the container: `kubectl exec ... -- kube-autofix doctor`.
RUN chmod 0755 dist/main.js && ln -s /app/dist/main.js /usr/local/bin/kube-autofix
# Node comes with node_modules, in the version that the lockfile names.
ENV PATH=/app/node_modules/.bin:$PATH \
    NODE_ENV=production \
    DATA_DIR=/var/lib/kube-autofix
USER 65532:65532
# With a read-only root file system this and /tmp are all that must be writable.
VOLUME /var/lib/kube-autofix
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT ?? 8080}/livez`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/app/dist/main.js"]
CMD ["serve"]
