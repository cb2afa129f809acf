import type { KubernetesObject } from "../../../kubernetes/cluster-reader.ts";
import type { ObjectStore } from "../../store/object-store.ts";
import type { Pod } from "../../store/objects.ts";
import type { Claim } from "../../store/storage.ts";
import { checkClaimResize } from "./claims.ts";
import { checkClaimLimits, checkPodLimits, withLimitDefaults } from "./limit-ranges.ts";
import { withPriority, withServiceAccount } from "./pod-identity.ts";
import { enforcePodSecurity } from "./pod-security.ts";
import { enforcePolicies } from "./policies.ts";
import { enforceQuotas } from "./quotas.ts";
import { callWebhooks, type Operation, type WebhookRule } from "./webhooks.ts";

export interface Admission {
  /** What the plugins that change objects make of it, before it is validated. */
  change(resource: string, operation: Operation): KubernetesObject;
  /** Throws the refusal of the first plugin that has one. */
  check(resource: string, operation: Operation, before?: KubernetesObject): void;
}

/** In the order of the API server's plugins. */
export function createAdmission(store: ObjectStore, webhooks: () => readonly WebhookRule[]): Admission {
  return {
    change(resource, operation) {
      const { type, object } = operation;
      let changed = object;
      if (resource === "pods" && operation.operation === "CREATE") {
        changed = withLimitDefaults(store, changed as Pod);
        changed = withServiceAccount(store, type, changed as Pod);
        changed = withPriority(store, type, changed as Pod);
      }
      callWebhooks(store, webhooks(), "mutating", { ...operation, object: changed });
      return changed;
    },
    check(resource, operation, before) {
      const { type, object } = operation;
      const isNewPod = resource === "pods" && operation.operation === "CREATE";
      if (isNewPod) checkPodLimits(store, type, object as Pod);
      if (resource === "persistentvolumeclaims" && operation.subresource === undefined)
        checkClaimLimits(store, type, object as Claim);
      if (resource === "persistentvolumeclaims" && before)
        checkClaimResize(store, type, before as Claim, object as Claim);
      if (isNewPod) enforcePodSecurity(store, type, object as Pod);
      enforcePolicies(store, operation, before);
      callWebhooks(store, webhooks(), "validating", operation);
      if (operation.subresource === undefined) enforceQuotas(store, type, { resource, object, before });
    },
  };
}
