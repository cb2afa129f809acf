import { familyOf } from "../domain/cause.ts";
import type { Finding } from "../domain/finding.ts";
import type { Handover } from "../domain/handover.ts";
import { describeRef, type ObjectRef } from "../domain/object-ref.ts";
import { resourceOf, scopeOf } from "./kubectl.ts";

type Step = Handover["nextSteps"][number];

/** Where to look in any case. */
export function lookSteps(target: ObjectRef): Step[] {
  return [
    {
      text: `Look at ${describeRef(target)} as it is now`,
      command: `kubectl describe ${resourceOf(target)}${scopeOf(target)}`,
    },
    {
      text: "See the newest warnings around it",
      command: `kubectl events${target.namespace === "" ? " --all-namespaces" : scopeOf(target)} --types=Warning`,
    },
  ];
}

/** What an engineer looks at first for a cause of this family, where neither a plan nor the finding says what to do. */
export function firstLooks(target: ObjectRef, finding: Finding | null): Step[] {
  const scope = scopeOf(target);
  const logs = {
    text: "Read what the container said before it ended",
    command: `kubectl logs ${resourceOf(target)}${scope} --all-containers --previous --tail=100`,
  };
  const show = (text: string, kinds: string, more = scope): Step => ({
    text,
    command: `kubectl get ${kinds}${more} --output wide`,
  });
  switch (finding === null ? "unknown" : familyOf(finding.cause)) {
    case "memory-and-cpu":
      return [logs, { text: "See what the pods use", command: `kubectl top pods${scope} --containers` }];
    case "release":
      return [
        { text: "See the revisions", command: `kubectl rollout history ${resourceOf(target)}${scope}` },
        logs,
      ];
    case "images":
      return [
        {
          text: "See which images it asks for, and by which pull secrets",
          command: `kubectl get ${resourceOf(target)}${scope} --output jsonpath='{..image}{"\\n"}{..imagePullSecrets}'`,
        },
      ];
    case "configuration":
      return [show("See which ConfigMaps and Secrets there are", "configmaps,secrets"), logs];
    case "probes":
      return [
        {
          text: "Compare the probes with the ports that the container serves",
          command: `kubectl get ${resourceOf(target)}${scope} --output yaml`,
        },
        logs,
      ];
    case "routing":
    case "network":
      return [
        show(
          "See who stands behind each Service, and what policies are in between",
          "services,endpointslices,networkpolicies",
        ),
        show("See the labels of the pods", "pods", `${scope} --show-labels`),
      ];
    case "scale":
      return [show("See autoscalers and budgets", "horizontalpodautoscalers,poddisruptionbudgets")];
    case "scheduling":
      return [
        { text: "See what the nodes have left", command: "kubectl describe nodes" },
        show("See which pods wait", "pods", `${scope} --field-selector=status.phase=Pending`),
      ];
    case "storage":
      return [
        show("See the claims", "persistentvolumeclaims"),
        show("See the volumes and classes", "persistentvolumes,storageclasses", ""),
      ];
    case "access":
      return [show("See who may do what in the namespace", "rolebindings,roles,serviceaccounts")];
    case "jobs":
      return [show("See how the Jobs ended", "jobs,pods"), logs];
    case "nodes":
      return [
        show("See the nodes", "nodes", ""),
        show(
          "See what runs there",
          "pods",
          ` --all-namespaces --field-selector=spec.nodeName=${target.name}`,
        ),
      ];
    case "stuck":
      return [
        {
          text: "See what holds it",
          command: `kubectl get ${resourceOf(target)}${scope} --output jsonpath='{.metadata.finalizers} {.metadata.deletionTimestamp}'`,
        },
      ];
    default:
      return [show("See the pods around it", "pods"), logs];
  }
}
