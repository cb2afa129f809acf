import { X509Certificate } from "node:crypto";

/** Each replica and each rotation has an authority of its own; so many of them are in force at once at the most. */
const MOST = 16;

/**
 * The bundle with `authority` in it: those of other replicas and of before stay until they expire, the newest first. The
 * same text where nothing is to be changed. What cannot be read as a certificate falls out.
 */
export function withAuthority(bundle: string, authority: string, now: Date): string {
  const wanted = certificatesOf(authority);
  const known = certificatesOf(bundle);
  const hasAll = wanted.every((one) => known.some((other) => other.text === one.text));
  if (hasAll && known.every(({ validTo }) => validTo > now)) return bundle;
  const others = known.filter((one) => one.validTo > now && !wanted.some((other) => other.text === one.text));
  return [...wanted, ...others.toSorted((a, b) => b.validTo.getTime() - a.validTo.getTime())]
    .slice(0, MOST)
    .map(({ text }) => text)
    .join("");
}

function certificatesOf(bundle: string): { text: string; validTo: Date }[] {
  const found = bundle.match(/-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+?-----END CERTIFICATE-----/g) ?? [];
  return found.flatMap((pem) => {
    try {
      const certificate = new X509Certificate(pem);
      return [{ text: certificate.toString(), validTo: certificate.validToDate }];
    } catch {
      return [];
    }
  });
}
