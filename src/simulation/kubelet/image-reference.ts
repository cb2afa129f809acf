import { createHash } from "node:crypto";

/** "nginx:1.25" as the runtime names it: "docker.io/library/nginx:1.25". */
export function resolvedImage(image: string): string {
  const [first = ""] = image.split("/");
  const hasHost =
    image.includes("/") && (first.includes(".") || first.includes(":") || first === "localhost");
  const full = hasHost ? image : image.includes("/") ? `docker.io/${image}` : `docker.io/library/${image}`;
  const isTagged = full.includes("@") || full.slice(full.lastIndexOf("/")).includes(":");
  return isTagged ? full : `${full}:latest`;
}

export function imageId(image: string): string {
  const full = resolvedImage(image);
  const name = full.slice(0, full.lastIndexOf(":"));
  return `${name}@sha256:${createHash("sha256").update(full).digest("hex")}`;
}
