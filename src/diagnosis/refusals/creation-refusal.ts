/** One bound of a LimitRange that a pod does not keep. */
export interface Violation {
  bound: "minimum" | "maximum" | "ratio";
  resource: string;
  /** Container, Pod or PersistentVolumeClaim. */
  per: string;
  allowed: string;
  /** Which of the two is out of bounds; null where it is missing altogether. */
  of: "request" | "limit" | null;
  actual: string;
}

/** Why the API server does not take a pod, told by its own words. */
export type CreationRefusal =
  | {
      kind: "quota";
      quota: string;
      /** By resource, as quantities. */
      requested: Record<string, string>;
      used: Record<string, string>;
      limited: Record<string, string>;
    }
  /** `containers` is empty where the server does not name them. */
  | { kind: "must-specify"; quota: string; missing: { resource: string; containers: string[] }[] }
  | { kind: "limit-range"; violations: Violation[] }
  | { kind: "limit-below-request"; resource: string; request: string; limit: string }
  | { kind: "service-account"; name: string }
  | { kind: "priority-class"; name: string }
  | { kind: "runtime-class"; name: string }
  | { kind: "pod-security"; level: string; demands: string }
  | { kind: "webhook"; name: string; says: string }
  | { kind: "webhook-unreachable"; name: string; says: string }
  | { kind: "policy"; name: string; says: string }
  | { kind: "namespace-terminating" }
  | { kind: "other" };

const MAX_MESSAGE = 4000;

/**
 * Reads the message of a FailedCreate event or of the condition ReplicaFailure. The wording is that of the admission
 * plugins of k8s.io/kubernetes (resourcequota, limitranger, serviceaccount, priority) and k8s.io/pod-security-admission.
 */
export function parseRefusal(message: string): CreationRefusal {
  const text = message.slice(0, MAX_MESSAGE);
  for (const read of READERS) {
    const refusal = read(text);
    if (refusal !== undefined) return refusal;
  }
  return { kind: "other" };
}

const READERS: readonly ((text: string) => CreationRefusal | undefined)[] = [
  (text) => {
    const match = /exceeded quota: (\S+), requested: (\S+), used: (\S+), limited: (\S+)/.exec(text);
    if (match === null) return undefined;
    const [, quota = "", requested = "", used = "", limited = ""] = match;
    return {
      kind: "quota",
      quota,
      requested: amounts(requested),
      used: amounts(used),
      limited: amounts(limited),
    };
  },
  (text) => {
    const match = /failed quota: (\S+): must specify (.+)$/s.exec(text);
    return match === null
      ? undefined
      : { kind: "must-specify", quota: match[1] ?? "", missing: missingOf(match[2] ?? "") };
  },
  (text) => {
    const violations = violationsOf(text);
    return violations.length === 0 ? undefined : { kind: "limit-range", violations };
  },
  (text) => {
    const match =
      /resources\.requests: Invalid value: "?([^":\s]+)"?: must be less than or equal to (\S+) limit of (\S+)/.exec(
        text,
      );
    if (match === null) return undefined;
    const [, request = "", resource = "", limit = ""] = match;
    return { kind: "limit-below-request", resource, request, limit: limit.replace(/[,\]]+$/, "") };
  },
  (text) =>
    named(
      text,
      /error looking up service account \S+?: serviceaccount "([^"]+)" not found/,
      "service-account",
    ),
  (text) => named(text, /no PriorityClass with name (\S+) was found/, "priority-class"),
  (text) => named(text, /RuntimeClass "([^"]+)" not found/, "runtime-class"),
  (text) => {
    const match = /violates PodSecurity "([^":]+)(?::[^"]*)?": (.+)$/s.exec(text);
    return match === null
      ? undefined
      : { kind: "pod-security", level: match[1] ?? "", demands: (match[2] ?? "").trim() };
  },
  (text) => saying(text, /admission webhook "([^"]+)" denied the request:? ?(.*)$/s, "webhook"),
  (text) => saying(text, /failed calling webhook "([^"]+)": ?(.*)$/s, "webhook-unreachable"),
  (text) => saying(text, /ValidatingAdmissionPolicy '([^']+)'.{0,300}? denied request: ?(.*)$/s, "policy"),
  (text) => (/because it is being terminated/.test(text) ? { kind: "namespace-terminating" } : undefined),
];

function named(
  text: string,
  form: RegExp,
  kind: "service-account" | "priority-class" | "runtime-class",
): CreationRefusal | undefined {
  const name = form.exec(text)?.[1];
  return name === undefined ? undefined : { kind, name };
}

function saying(
  text: string,
  form: RegExp,
  kind: "webhook" | "webhook-unreachable" | "policy",
): CreationRefusal | undefined {
  const match = form.exec(text);
  return match === null ? undefined : { kind, name: match[1] ?? "", says: (match[2] ?? "").trim() };
}

const amounts = (list: string): Record<string, string> =>
  Object.fromEntries(
    list.split(",").flatMap((part) => {
      const at = part.lastIndexOf("=");
      return at < 0 ? [] : [[part.slice(0, at), part.slice(at + 1)]];
    }),
  );

/** "limits.cpu for: a,b; requests.cpu for: a", or the older "limits.cpu,requests.cpu". */
function missingOf(list: string): { resource: string; containers: string[] }[] {
  if (!list.includes(" for: "))
    return list
      .split(",")
      .map((resource) => ({ resource: resource.trim().replace(/\.$/, ""), containers: [] }));
  return list.split(";").flatMap((part) => {
    const [resource = "", containers = ""] = part.trim().split(" for: ");
    return resource === "" ? [] : [{ resource, containers: containers.split(",").map((one) => one.trim()) }];
  });
}

const VIOLATION =
  /(minimum|maximum) (\S{1,100}) usage per (\w+) is ([^,\s]+?)(?:\.\s+No (request|limit) is specified|, but (request|limit) is ([^,\s\]]+))/g;
const RATIO =
  /(\S{1,100}) max limit to request ratio per (\w+) is ([^,\s]+), but (?:provided ratio is ([\d.]+)|no (?:request|limit))/g;

function violationsOf(text: string): Violation[] {
  const bounds = [...text.matchAll(VIOLATION)].map(
    ([, bound, resource = "", per = "", allowed = "", , of, actual = ""]): Violation => ({
      bound: bound === "minimum" ? "minimum" : "maximum",
      resource,
      per,
      allowed,
      of: of === "request" || of === "limit" ? of : null,
      actual,
    }),
  );
  const ratios = [...text.matchAll(RATIO)].map(
    ([, resource = "", per = "", allowed = "", actual = ""]): Violation => ({
      bound: "ratio",
      resource: resource.replace(/^\[/, ""),
      per,
      allowed,
      of: null,
      actual,
    }),
  );
  return [...bounds, ...ratios];
}
