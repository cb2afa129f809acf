const numberOf = (ip: string): number =>
  ip.split(".").reduce((sum, part) => (sum * 256 + Number(part)) >>> 0, 0);

function isInRange(ip: string, cidr: string): boolean {
  const [base = "", bits = "32"] = cidr.split("/");
  if (ip.includes(":") || base.includes(":")) return false;
  const size = 2 ** (32 - Number(bits));
  return Math.floor(numberOf(ip) / size) === Math.floor(numberOf(base) / size);
}

export const isInBlock = (ip: string, { cidr, except = [] }: { cidr: string; except?: string[] }): boolean =>
  isInRange(ip, cidr) && !except.some((range) => isInRange(ip, range));

const DOCUMENTATION = ["192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24"];

/** Addresses at which nobody ever answers (RFC 5737). */
export const isForDocumentation = (ip: string): boolean =>
  DOCUMENTATION.some((range) => isInRange(ip, range));

export const isIpAddress = (host: string): boolean => /^\d{1,3}(\.\d{1,3}){3}$/.test(host);
