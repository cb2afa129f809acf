import { stringify } from "yaml";
import { admissionPolicy, admissionPolicyBinding } from "./policy.ts";
import { type ManifestOptions, webhookConfiguration } from "./webhook.ts";

/** What an administrator applies once, as YAML; the bundle is filled in by whoever made the certificate. */
export function printManifests(options: ManifestOptions): string {
  return [
    webhookConfiguration(options),
    admissionPolicy(options),
    admissionPolicyBinding(options),
    role(options),
  ]
    .map((manifest) => stringify(manifest, { lineWidth: 0 }))
    .join("---\n");
}

/** All that the guard itself may do in the cluster: keep the bundle of its own configuration. */
function role({ name }: ManifestOptions) {
  return {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRole",
    metadata: { name },
    rules: [
      {
        apiGroups: ["admissionregistration.k8s.io"],
        resources: ["validatingwebhookconfigurations"],
        resourceNames: [name],
        verbs: ["get", "patch"],
      },
    ],
  };
}
