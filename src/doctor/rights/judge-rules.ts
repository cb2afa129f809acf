import { type Right, rightText } from "./right.ts";
import type { Rule } from "./rules-review.ts";

/** Whether rules give a right on every object of its kind. Source: k8s.io/kubernetes pkg/apis/rbac/v1/evaluation_helpers.go */
export function allows(rules: readonly Rule[], right: Right): boolean {
  const { resource, subresource } = right;
  const names =
    subresource === "" ? [resource, "*"] : [`${resource}/${subresource}`, `*/${subresource}`, "*"];
  return rules.some(
    (rule) =>
      rule.resourceNames.length === 0 &&
      holds(rule.verbs, [right.verb, "*"]) &&
      holds(rule.apiGroups, [right.group, "*"]) &&
      holds(rule.resources, names),
  );
}

const holds = (list: readonly string[], wanted: readonly string[]) =>
  wanted.some((one) => list.includes(one));

/** Every right that rules give and that is not known, with the objects that it is bound to. A `*` is one right. Pure. */
export function beyond(
  rules: readonly Rule[],
  isKnown: (right: Right, resourceNames: readonly string[]) => boolean,
): { right: Right; resourceNames: readonly string[] }[] {
  const found = new Map<string, { right: Right; resourceNames: readonly string[] }>();
  for (const { verbs, apiGroups, resources, resourceNames } of rules)
    for (const group of apiGroups)
      for (const path of resources)
        for (const verb of verbs) {
          const [resource = "", subresource = ""] = path.split("/");
          const right = { verb, group, resource, subresource };
          if (!isKnown(right, resourceNames))
            found.set(`${rightText(right)} ${resourceNames.join()}`, { right, resourceNames });
        }
  return [...found.values()];
}
