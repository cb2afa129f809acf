/** One verb on one kind of object. */
export interface Right {
  verb: string;
  group: string;
  resource: string;
  /** Empty: the object itself. */
  subresource: string;
}

/** The rights of "get,list deployments.apps" and "create pods./eviction". Pure. */
export function rightsOf(row: string): Right[] {
  const [verbs = "", place = ""] = row.split(" ");
  const [path = "", subresource = ""] = place.split("/");
  const dot = path.indexOf(".");
  const [resource, group] = [path.slice(0, dot), path.slice(dot + 1)];
  return verbs.split(",").map((verb) => ({ verb, group, resource, subresource }));
}

/** Kubernetes' own way to name a resource in messages: "deployments.apps", "pods/log". */
export function placeText({ group, resource, subresource }: Omit<Right, "verb">): string {
  return `${resource}${group === "" ? "" : `.${group}`}${subresource === "" ? "" : `/${subresource}`}`;
}

export const rightText = (right: Right) => `${right.verb} ${placeText(right)}`;

/** As a rule of a role has it. */
export function ruleText(place: Omit<Right, "verb">, verbs: readonly string[]): string {
  const resource = place.subresource === "" ? place.resource : `${place.resource}/${place.subresource}`;
  return `{apiGroups: ["${place.group}"], resources: [${resource}], verbs: [${verbs.join(", ")}]}`;
}
