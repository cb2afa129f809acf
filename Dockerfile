# syntax=docker/dockerfile:1
# docs/image.md says what of this was run, and how to build it for both architectures.
ARG BUILD_IMAGE=node:26-bookworm-slim
ARG RUN_IMAGE=debian:bookworm-slim

# Compiles; on the machine's own architecture, for JavaScript is the same on all of them.
FROM --platform=$BUILDPLATFORM ${BUILD_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY src src
RUN npm run build && chmod 755 dist/main.js

# What runs: the packages of the architecture that is built for, Node and PostgreSQL among them, and the list of all of it
# (npm leaves packages out of it that run as well as build, where it is told to omit what builds).
FROM --platform=$BUILDPLATFORM ${BUILD_IMAGE} AS modules
ARG TARGETARCH
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN case "${TARGETARCH:?}" in amd64) cpu=x64 ;; arm64) cpu=arm64 ;; *) echo "no such architecture: $TARGETARCH" >&2; exit 1 ;; esac \
    && npm ci --omit=dev --os=linux --cpu="$cpu" --libc=glibc \
    && npm sbom --package-lock-only --sbom-format=cyclonedx > full.cdx.json \
    && node -e 'const fs = require("fs"); const { serialNumber, ...bom } = JSON.parse(fs.readFileSync("full.cdx.json")); delete bom.metadata.timestamp; const builds = ({ name }) => name === "cdx:npm:package:development"; bom.components = bom.components.filter(({ properties = [] }) => !properties.some(builds)); fs.writeFileSync("sbom.cdx.json", JSON.stringify(bom))' \
    && rm -rf node_modules/node-linux-*/include node_modules/node-linux-*/share \
    && find node_modules -name '*.map' -delete

FROM ${RUN_IMAGE}
# Node links against libatomic, which the slim image lacks.
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates libatomic1 libstdc++6 \
    && rm -rf /var/lib/apt/lists/* /var/cache/apt /var/cache/ldconfig/aux-cache /var/log/apt /var/log/dpkg.log
# PostgreSQL's initdb looks its own user up by name, so the fixed uid needs an entry.
RUN groupadd --gid 65532 kube-autofix \
    && useradd --uid 65532 --gid 65532 --no-log-init --no-create-home --home-dir /var/lib/kube-autofix --shell /usr/sbin/nologin kube-autofix \
    && install -d -o 65532 -g 65532 -m 0700 /var/lib/kube-autofix \
    && ln -s /app/dist/main.js /usr/local/bin/kube-autofix
WORKDIR /app
COPY --from=modules /app/package.json /app/sbom.cdx.json ./
COPY --from=modules /app/node_modules node_modules
COPY --from=build /app/dist dist
# The service reads them where they stand in the repository.
COPY docs/runbooks docs/runbooks
# Node comes with node_modules, in the version that the lockfile names.
ENV PATH=/app/node_modules/.bin:$PATH \
    NODE_ENV=production \
    DATA_DIR=/var/lib/kube-autofix
USER 65532:65532
# With a read-only root file system this and /tmp are all that must be writable.
VOLUME /var/lib/kube-autofix
EXPOSE 8080 8443
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT ?? 8080}/livez`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/app/dist/main.js"]
CMD ["serve"]
