import type { Config } from "../config/config.ts";
import { given } from "../core/given.ts";
import type { RemediationSettings } from "./remediation-deps.ts";

/** What the configuration says of the road, with what only the composition knows. */
export function remediationSettings(
  { policy, verify, kubernetes }: Pick<Config, "policy" | "verify" | "kubernetes">,
  known: { takesCards: () => boolean; ownNamespace: string | undefined },
): RemediationSettings {
  return {
    autonomy: policy.autonomy,
    isDryRun: kubernetes.isDryRun,
    maxAttempts: policy.maxAttempts,
    maxChangesInFlight: policy.maxChangesInFlight,
    blast: policy.blast,
    approvalTimeoutSeconds: policy.approvalTimeoutSeconds,
    verifySoakSeconds: verify.soakSeconds,
    verifySoakMaxSeconds: verify.soakMaxSeconds,
    verifyTimeoutSeconds: verify.timeoutSeconds,
    takesCards: known.takesCards,
    ...given("ownNamespace", known.ownNamespace),
    ...given("clusterName", kubernetes.clusterName),
  };
}
