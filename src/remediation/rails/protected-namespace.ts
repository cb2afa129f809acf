import type { Rail } from "./rail.ts";

/** Without the control plane's own namespace nothing else in the cluster can be repaired. */
const ALWAYS_PROTECTED = ["kube-system"];

export const protectedNamespace: Rail = ({ input, protectedNamespaces }) => {
  const names = new Set([...ALWAYS_PROTECTED, ...protectedNamespaces]);
  const found = input.draft.actions.find((action) => names.has(action.target.namespace));
  return found === undefined
    ? undefined
    : { rule: "protected-namespace", reason: `namespace ${found.target.namespace} is protected` };
};
