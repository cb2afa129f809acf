/** The parts of an image reference as the registry's client takes them apart. */
export interface ImageName {
  /** "docker.io", "ghcr.io", "localhost:5000". */
  host: string;
  /** "library/nginx". */
  repository: string;
  tag: string;
  /** Whole: "docker.io/library/nginx:1.25". */
  full: string;
}

const COMPONENT = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
const LABEL = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
const DIGEST = "[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}";
const REFERENCE = new RegExp(
  `^(${LABEL}(?:\\.${LABEL})*(?::[0-9]+)?)/(${COMPONENT}(?:/${COMPONENT})*)(?::([\\w][\\w.-]{0,127}))?(?:@(${DIGEST}))?$`,
);

function splitHost(image: string): { host: string; remainder: string } {
  const slash = image.indexOf("/");
  const first = image.slice(0, Math.max(0, slash));
  const isHost = slash > 0 && (/[.:]/.test(first) || first === "localhost" || first.toLowerCase() !== first);
  if (isHost) return { host: first, remainder: image.slice(slash + 1) };
  return { host: "docker.io", remainder: image.includes("/") ? image : `library/${image}` };
}

/** Why the reference is none, in the words of distribution/reference; else its parts. */
export function parseImageName(image: string): ImageName | { invalid: string } {
  const { host, remainder } = splitHost(image);
  const repository = remainder.split(/[:@]/)[0] ?? "";
  if (repository.toLowerCase() !== repository)
    return { invalid: `invalid reference format: repository name (${repository}) must be lowercase` };
  const match = REFERENCE.exec(`${host}/${remainder}`);
  if (!match) return { invalid: "invalid reference format" };
  const digest = match[4];
  const tag = match[3] ?? (digest === undefined ? "latest" : "");
  const end = digest === undefined ? `:${tag}` : `@${digest}`;
  return { host, repository, tag, full: `${host}/${repository}${end}` };
}
