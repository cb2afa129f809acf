/** An image reference in full, as the runtime reads it: "nginx" is docker.io/library/nginx:latest. */
export interface ImageReference {
  registry: string;
  /** Path and name, without the registry. */
  repository: string;
  tag: string;
  digest: string;
}

/** Source of the defaults: github.com/distribution/reference, normalize.go. */
export function parseImage(text: string): ImageReference | undefined {
  const [named = "", digest = ""] = text.split("@");
  const parts = named.split("/");
  const first = parts[0] ?? "";
  const hasRegistry = parts.length > 1 && (/[.:]/.test(first) || first === "localhost");
  const registry = hasRegistry ? first.replace(/^index\.docker\.io$/, "docker.io") : "docker.io";
  const rest = (hasRegistry ? parts.slice(1) : parts).join("/");
  const colon = rest.lastIndexOf(":");
  const path = colon < 0 ? rest : rest.slice(0, colon);
  const tag = colon < 0 ? (digest === "" ? "latest" : "") : rest.slice(colon + 1);
  if (path === "" || !/^[a-z0-9]+(?:[._/-]+[a-z0-9]+)*$/.test(path)) return undefined;
  const repository = registry === "docker.io" && !path.includes("/") ? `library/${path}` : path;
  return { registry, repository, tag, digest };
}

/** Writes `to` in the manner of `like`: with as much of the registry and the path as that one names. */
export function writtenLike(like: string, to: ImageReference): string {
  const isShort = parseImage(like)?.registry === "docker.io" && !/^(?:index\.)?docker\.io\//.test(like);
  const path = isShort ? to.repository.replace(/^library\//, "") : to.repository;
  return `${isShort && to.registry === "docker.io" ? "" : `${to.registry}/`}${path}:${to.tag}`;
}
