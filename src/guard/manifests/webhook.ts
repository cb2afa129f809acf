import { GUARD_PATH } from "../guard-server.ts";

export interface ManifestOptions {
  /** Name of the configuration, the policy and its binding. */
  name: string;
  /** The service's own user: whose calls are reviewed, and nobody else's. */
  user: string;
  /** Where the API server reaches the guard: its Service, or an address outside of the cluster. */
  client: { service: { namespace: string; name: string; port: number } } | { url: string };
  /** Where cert-manager injects the bundle: "NAMESPACE/CERTIFICATE". */
  injectFrom?: string;
}

/** "system:serviceaccount:NAMESPACE:NAME" of "NAMESPACE/NAME". */
export const userOf = (subject: string) => `system:serviceaccount:${subject.replace("/", ":")}`;

/** CEL of "the caller is the service itself". */
export const isOwnCall = (user: string) => `request.userInfo.username == ${JSON.stringify(user)}`;

/**
 * Everything that the service asks to be written is reviewed, and nothing is written while the guard is down. The match
 * condition is judged in the API server itself: calls of others never come here.
 */
export function webhookConfiguration({ name, user, client, injectFrom }: ManifestOptions) {
  const where = "url" in client ? { url: client.url } : { service: { ...client.service, path: GUARD_PATH } };
  return {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingWebhookConfiguration",
    metadata: {
      name,
      ...(injectFrom === undefined ? {} : { annotations: { "cert-manager.io/inject-ca-from": injectFrom } }),
    },
    webhooks: [
      {
        name: "guard.kube-autofix.io",
        admissionReviewVersions: ["v1"],
        clientConfig: where,
        rules: [{ apiGroups: ["*"], apiVersions: ["*"], operations: ["*"], resources: ["*/*"], scope: "*" }],
        matchConditions: [{ name: "own-calls-alone", expression: isOwnCall(user) }],
        failurePolicy: "Fail",
        matchPolicy: "Equivalent",
        sideEffects: "None",
        timeoutSeconds: 3,
      },
    ],
  };
}
