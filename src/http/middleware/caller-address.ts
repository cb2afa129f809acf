import { isIPv4, isIPv6 } from "node:net";
import type { Request } from "express";

/**
 * The caller's address as far as guesses are counted: an IPv4 address, or the /64 of an IPv6 one, for whoever has one
 * address of such a network has all of them. `request.ip` believes `X-Forwarded-For` of configured proxies alone.
 */
export function callerAddress(request: Pick<Request, "ip">): string {
  const ip = (request.ip ?? "").split("%")[0] ?? "";
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1];
  if (mapped !== undefined) return mapped;
  if (isIPv4(ip)) return ip;
  return isIPv6(ip) ? `${networkOf(ip)}::/64` : "unknown";
}

/** The first four groups of eight, written out. */
function networkOf(ip: string): string {
  const [head = "", tail] = ip.split("::");
  const before = groupsOf(head);
  const after = tail === undefined ? [] : groupsOf(tail);
  const missing = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => "0");
  return [...before, ...missing, ...after]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":");
}

/** An IPv4 address at the end stands for two groups; which ones does not matter below the first four. */
function groupsOf(part: string): string[] {
  return part
    .split(":")
    .filter(Boolean)
    .flatMap((group) => (group.includes(".") ? ["0", "0"] : [group]));
}
