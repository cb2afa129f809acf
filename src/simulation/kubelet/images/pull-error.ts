import type { ImageRule } from "../behaviour.ts";
import type { ImageName } from "./image-name.ts";

const registryHost = ({ host }: ImageName) => (host === "docker.io" ? "registry-1.docker.io" : host);
const manifest = (name: ImageName) =>
  `https://${registryHost(name)}/v2/${name.repository}/manifests/${name.tag}`;

/** What the registry answers to somebody whom it does not know. */
function denied(name: ImageName): string {
  const scope = `scope=repository%3A${name.repository.replaceAll("/", "%2F")}%3Apull&service=${name.host}`;
  if (name.host === "ghcr.io")
    return `failed to authorize: failed to fetch anonymous token: unexpected status: 403 Forbidden: https://ghcr.io/token?${scope}`;
  if (name.host === "docker.io")
    return "pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed";
  return `pulling from host ${name.host} failed with status code [manifests ${name.tag}]: 401 Unauthorized`;
}

function unavailable(name: ImageName, because: ImageRule["because"]): string {
  const host = registryHost(name);
  switch (because) {
    case "no-such-host":
      return `failed to do request: Head "${manifest(name)}": dial tcp: lookup ${host}: no such host`;
    case "rate-limit":
      return `unexpected status code ${manifest(name)}: 429 Too Many Requests - Server message: toomanyrequests: You have reached your unauthenticated pull rate limit. https://www.docker.com/increase-rate-limit`;
    case "server-error":
      return `pulling from host ${host} failed with status code [manifests ${name.tag}]: 503 Service Unavailable`;
    default:
      return `failed to do request: Head "${manifest(name)}": dial tcp 52.72.232.213:443: i/o timeout`;
  }
}

/** What containerd 1.6 says of a pull that failed. */
export function pullError(name: ImageName, outcome: string, because: ImageRule["because"]): string {
  const unpack = `failed to pull and unpack image "${name.full}"`;
  const resolve = `${unpack}: failed to resolve reference "${name.full}"`;
  switch (outcome) {
    case "denied":
      return `${resolve}: ${denied(name)}`;
    case "unavailable":
      return `${resolve}: ${unavailable(name, because)}`;
    case "no-platform":
      return `rpc error: code = NotFound desc = ${unpack}: no match for platform in manifest: not found`;
    default:
      return `rpc error: code = NotFound desc = ${resolve}: ${name.full}: not found`;
  }
}
