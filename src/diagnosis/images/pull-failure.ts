/** Why an image is not there, as far as the words of kubelet, runtime and registry tell. */
export type PullFailure =
  | "not-found"
  | "denied"
  | "unavailable"
  | "invalid"
  | "never"
  | "wrong-architecture"
  | "unclear";

/**
 * In order: a registry that is away also fails to "resolve reference", and Docker Hub says "repository does not exist or
 * may require authorization" for both. Words of containerd, CRI-O and Docker.
 */
const WORDS: readonly [PullFailure, RegExp][] = [
  ["invalid", /couldn't parse image|invalid reference format|failed to apply default image tag/i],
  ["never", /not present with pull policy of Never/i],
  [
    "wrong-architecture",
    /no match for platform in manifest|no matching manifest for|does not match the specified platform/i,
  ],
  [
    "unavailable",
    /connection refused|connection reset|no such host|i\/o timeout|TLS handshake timeout|context deadline exceeded|server misbehaving|network is unreachable|no route to host|toomanyrequests|too many requests|rate limit|\b(?:429|50[0-4])\b|x509:|unexpected EOF|: EOF\b|service unavailable|bad gateway/i,
  ],
  [
    "denied",
    /pull access denied|insufficient_scope|unauthorized|authentication required|no basic auth credentials|\b40[13]\b|forbidden|\bdenied:/i,
  ],
  ["not-found", /not found|manifest unknown|name unknown|NAME_UNKNOWN|MANIFEST_UNKNOWN|does not exist/i],
];

export function pullFailureOf(reason: string, words: string): PullFailure {
  if (reason === "InvalidImageName") return "invalid";
  if (reason === "ErrImageNeverPull") return "never";
  // The image's own name is the author's: it must not be read as the registry's answer.
  const said = words
    .replace(/"[^"]{0,500}"/g, '""')
    .replace(/[\w.-]{1,255}(?:\/[\w.-]{1,255})+:[\w.-]{1,128}/g, "");
  return WORDS.find(([, pattern]) => pattern.test(said))?.[0] ?? "unclear";
}
