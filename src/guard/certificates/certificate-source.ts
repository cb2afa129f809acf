import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../../core/clock.ts";
import { messageOf, OperationError } from "../../core/errors.ts";
import type { Logger } from "../../core/logger.ts";
import { makeCertificate } from "./make-certificate.ts";

/** What the guard serves with now. */
export interface ServedCertificate {
  certificate: string;
  key: string;
  /** What clients must trust; null where whoever mounted the files sees to it. */
  authority: string | null;
}

/** Gives the certificate to serve with, whenever it is asked: the same value until there is a newer one. */
export interface CertificateSource {
  current(): Promise<ServedCertificate>;
}

/** Files as cert-manager mounts them: tls.crt, tls.key and, mostly, ca.crt. What cannot be read now leaves the last in force. */
export function mountedCertificates(folder: string, logger: Logger): CertificateSource {
  let last: ServedCertificate | undefined;
  return {
    async current() {
      try {
        const [certificate, key] = await Promise.all(
          ["tls.crt", "tls.key"].map((name) => readFile(join(folder, name), "utf8")),
        );
        const authority = await readFile(join(folder, "ca.crt"), "utf8").catch(() => null);
        const isSame =
          last?.certificate === certificate && last?.key === key && last?.authority === authority;
        if (!isSame) last = { certificate: certificate ?? "", key: key ?? "", authority };
      } catch (error) {
        if (last === undefined)
          throw new OperationError(
            `cannot read tls.crt and tls.key in ${folder} (${messageOf(error)}): mount them there, or unset GUARD_CERTIFICATE_DIR to have a certificate made`,
            { reason: "unavailable", retryable: true, cause: error },
          );
        logger.warn(
          { error: messageOf(error) },
          "the mounted certificate cannot be read; the last one serves",
        );
      }
      if (last === undefined) throw new Error("no certificate was read");
      return last;
    },
  };
}

/** A week, of which half is served: the other half is for whoever has not heard of the next one. */
const VALID_SECONDS = 7 * 86_400;

/** Certificates of the guard's own, made anew at half of their time. */
export function ownCertificates(options: { hosts: readonly string[]; clock: Clock }): CertificateSource {
  let last: { made: ServedCertificate; renewAt: Date } | undefined;
  return {
    async current() {
      const now = options.clock.now();
      if (last === undefined || now >= last.renewAt) {
        const made = makeCertificate({ hosts: options.hosts, now, validSeconds: VALID_SECONDS });
        last = { made, renewAt: new Date(now.getTime() + (VALID_SECONDS / 2) * 1000) };
      }
      return last.made;
    },
  };
}
