import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { recordOf } from "../../kubernetes/kubernetes-object.ts";
import { onlySlip } from "../near-name.ts";
import type { Denial } from "./denial.ts";

/** The objects of RBAC that could be read; lists of other namespaces than the two that matter are not in it. */
export interface AccessObjects {
  roles: KubernetesObject[];
  bindings: KubernetesObject[];
}

/** Why the account may not, as far as the bindings tell; undefined where they do not. */
export function whyDenied(denial: Denial, { roles, bindings }: AccessObjects): string | undefined {
  const who = `ServiceAccount ${denial.namespace}/${denial.account}`;
  const counting = bindings.filter(
    ({ kind, metadata }) => kind === "ClusterRoleBinding" || metadata.namespace === denial.target,
  );
  const own = counting.filter((one) => subjectsOf(one).some((subject) => isAccount(subject, denial)));
  if (own.length > 0) return own.map((binding) => lacking(binding, roles, denial)).join("; ");
  const there = bindings.find((one) => subjectsOf(one).some((subject) => isAccount(subject, denial)));
  if (there !== undefined)
    return `${who} is bound in namespace ${there.metadata.namespace} alone (${there.metadata.name}), and asks ${denial.target === "" ? "at the cluster scope" : `in ${denial.target}`}`;
  const wrong = counting.flatMap((binding) =>
    subjectsOf(binding).flatMap(({ name, namespace }) => {
      if (name === denial.account && namespace !== denial.namespace)
        return `${binding.kind} ${binding.metadata.name} binds the account ${name} of namespace ${namespace || "none"}, not of ${denial.namespace}`;
      if (namespace === denial.namespace && onlySlip(name, [denial.account]) !== undefined)
        return `${binding.kind} ${binding.metadata.name} binds ${name}, and the account is called ${denial.account}`;
      return [];
    }),
  );
  return wrong[0] ?? (bindings.length === 0 ? undefined : `no binding names ${who}`);
}

function lacking(binding: KubernetesObject, roles: readonly KubernetesObject[], denial: Denial): string {
  const { kind, name } = recordOf(binding.roleRef);
  const role = roles.find(
    (one) =>
      one.kind === kind &&
      one.metadata.name === name &&
      (kind === "ClusterRole" || one.metadata.namespace === binding.metadata.namespace),
  );
  const what = `${String(kind)} ${String(name)}`;
  if (role === undefined) return `${binding.kind} ${binding.metadata.name} binds it to ${what}`;
  const rules = (Array.isArray(role.rules) ? role.rules : []).map(recordOf);
  const near = rules.find(({ resources }) =>
    listOf(resources).some((one) => one === denial.resource || one === "*"),
  );
  if (near === undefined) return `${what}, to which it is bound, says nothing of ${denial.resource}`;
  const groups = listOf(near.apiGroups);
  return groups.includes(denial.group) || groups.includes("*")
    ? `${what}, to which it is bound, allows ${listOf(near.verbs).join(", ")} on ${denial.resource}, and not ${denial.verb}`
    : `${what}, to which it is bound, names ${denial.resource} in API group ${groups.map((one) => `"${one}"`).join(", ")}, and it is in "${denial.group}"`;
}

interface Subject {
  name: string;
  namespace: string;
}

function subjectsOf(binding: KubernetesObject): Subject[] {
  const { subjects } = binding;
  return (Array.isArray(subjects) ? subjects : [])
    .map(recordOf)
    .flatMap(({ kind, name, namespace }) =>
      kind === "ServiceAccount" && typeof name === "string"
        ? [{ name, namespace: typeof namespace === "string" ? namespace : "" }]
        : [],
    );
}

const isAccount = ({ name, namespace }: Subject, denial: Denial) =>
  name === denial.account && namespace === denial.namespace;

const listOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : [];
