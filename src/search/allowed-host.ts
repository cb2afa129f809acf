/** Whether a host is one of the allowed ones or below one of them; names compare without case and final dot. */
export function isAllowedHost(host: string, allowed: readonly string[]): boolean {
  const name = plain(host);
  return name !== "" && allowed.map(plain).some((one) => name === one || name.endsWith(`.${one}`));
}

/** An https address without user information, on the standard port; undefined for anything else. */
export function publicAddress(text: string): URL | undefined {
  const url = URL.parse(text);
  if (url === null || url.protocol !== "https:" || url.port !== "") return undefined;
  return url.username === "" && url.password === "" ? url : undefined;
}

const plain = (host: string) => host.toLowerCase().replace(/\.$/, "");
