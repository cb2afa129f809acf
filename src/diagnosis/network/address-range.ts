import { BlockList, isIP } from "node:net";

/** Whether the address lies in the block; false for what is no block. */
export function isInRange(address: string, block: unknown): boolean {
  if (typeof block !== "string") return false;
  const [base = "", bits = ""] = block.split("/");
  const [kind, of] = [isIP(base), isIP(address)];
  const prefix = Number(bits);
  if (kind === 0 || of === 0 || bits === "" || !(prefix >= 0 && prefix <= (kind === 4 ? 32 : 128)))
    return false;
  const list = new BlockList();
  list.addSubnet(base, prefix, kind === 4 ? "ipv4" : "ipv6");
  return list.check(address, of === 4 ? "ipv4" : "ipv6");
}
