const IMAGE =
  /^(?:(?<registry>(?=[^/]*[.:]|localhost\/)[a-z0-9.-]+(?::\d{1,5})?)\/)?(?<path>[a-z0-9._/-]{1,255})(?::[A-Za-z0-9_][\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$/;

/**
 * Registry and first part of the path of an image, which say whose it is: "ghcr.io/acme", "docker.io/library". Undefined
 * where the text is no image. Source: the distribution project's reference grammar.
 */
export function registryOf(image: unknown): string | undefined {
  const groups = typeof image === "string" ? IMAGE.exec(image)?.groups : undefined;
  if (groups?.path === undefined || groups.path.includes("//") || groups.path.startsWith("/"))
    return undefined;
  const parts = groups.path.split("/");
  const isOfHub = groups.registry === undefined || groups.registry === "docker.io";
  const owner = parts.length > 1 ? parts[0] : isOfHub ? "library" : "";
  return `${groups.registry ?? "docker.io"}/${owner}`;
}
