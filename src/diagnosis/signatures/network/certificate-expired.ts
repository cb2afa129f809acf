import { describeRef } from "../../../domain/object-ref.ts";
import { logDraft } from "../../evidence-drafts.ts";
import { found } from "../../found.ts";
import { hostsIn } from "../../logs/hosts-in.ts";
import { lineWith } from "../../logs/log-lines.ts";
import type { Signature } from "../../signature.ts";

/** As Go, OpenSSL (Python, curl, Ruby), Node, Java and .NET say it. */
const EXPIRED =
  /certificate has expired|CERT_HAS_EXPIRED|CertificateExpiredException|certificate (?:is )?expired|ERR_CERT_DATE_INVALID|certificate_expired|alert certificate expired|X509_V_ERR_CERT_HAS_EXPIRED|NotTimeValid/i;
const NOT_YET = /CertificateNotYetValid|is not yet valid: current time \S+ is before/i;

/** Somebody's certificate is out of date: renewing one is for a person, or for whatever issues them. */
export const certificateExpired: Signature = {
  name: "certificate-expired",
  family: "network",
  explains: [
    {
      cause: "certificate-expired",
      evidence: ["the log, in the words of Go, OpenSSL, Node, Java and .NET"],
      repairs: [],
    },
  ],
  diagnose(facts) {
    const line = lineWith(facts, EXPIRED, NOT_YET);
    if (line === undefined) return [];
    const isEarly = NOT_YET.test(line.text);
    const [whose] = hostsIn(line.text);
    const { namespace } = facts.object;
    return [
      found("certificate-expired", {
        confidence: 0.93,
        sentence: `${describeRef(facts.object)} fails because a TLS certificate${whose === undefined ? "" : ` of ${whose.host}`} is ${isEarly ? "not valid yet, or a clock is wrong" : "out of date"}.`,
        support: [logDraft(line.log, namespace, line.text, facts.at)],
        advice: [
          {
            text: "See how long it is valid",
            command:
              whose === undefined
                ? `kubectl get secrets -n ${namespace} --field-selector type=kubernetes.io/tls`
                : `openssl s_client -connect ${whose.host}:${whose.port ?? 443} </dev/null 2>/dev/null | openssl x509 -noout -dates`,
          },
          { text: "Renew it, and restart what has read the old one" },
        ],
      }),
    ];
  },
};
