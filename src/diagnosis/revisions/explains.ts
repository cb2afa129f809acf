import { canonicalJson } from "../../core/json.ts";
import type { Trouble, TroubleKind } from "../troubles/trouble.ts";
import type { Change, ChangeKind } from "./what-changed.ts";

const RUN: readonly ChangeKind[] = [
  "image",
  "command",
  "env-value",
  "env-reference",
  "ports",
  "probes",
  "resources",
  "mounts",
  "volumes",
  "security-context",
  "service-account",
  "containers",
  "other",
];

/** What of a template can bring about each kind of trouble. A name that is missing must be named by the change itself. */
const KINDS: Partial<Record<TroubleKind, readonly ChangeKind[]>> = {
  image: ["image", "containers", "service-account"],
  config: ["env-reference", "volumes", "mounts", "security-context", "image", "command", "containers"],
  start: ["command", "image", "mounts", "volumes", "security-context", "containers"],
  crash: RUN,
  failed: RUN,
  "not-ready": RUN,
  unschedulable: ["placement", "resources", "ports", "volumes", "containers", "other"],
  mount: ["volumes", "mounts", "containers"],
  creating: ["volumes", "security-context", "placement", "other"],
  refused: [
    "resources",
    "security-context",
    "service-account",
    "placement",
    "containers",
    "volumes",
    "image",
    "other",
  ],
};

/** The changes that can explain the trouble. */
export function explaining(changes: readonly Change[], trouble: Trouble): Change[] {
  const kinds = KINDS[trouble.kind] ?? [];
  const container = trouble.container?.name;
  const near = changes.filter(
    (change) =>
      kinds.includes(change.kind) &&
      (change.container === "" || container === undefined || change.container === container),
  );
  const missing = missingName(trouble.words);
  if (missing === undefined) return near;
  return near.filter(({ from, to }) => {
    const has = (value: unknown) => canonicalJson(value ?? null).includes(JSON.stringify(missing));
    return has(to) && !has(from);
  });
}

/**
 * The object or key that the kubelet looked for in vain, in its own words (pkg/kubelet/kubelet_pods.go and
 * pkg/volume/configmap): `configmap "x" not found`, `couldn't find key k in ConfigMap ns/x`, `references non-existent
 * config key: k`, `persistentvolumeclaim "x" not found`.
 */
export function missingName(words: string): string | undefined {
  return (
    /\b(?:configmap|secret|persistentvolumeclaim|serviceaccount|priorityclass) "([^"]{1,253})" not found/i.exec(
      words,
    )?.[1] ??
    /couldn't find key (\S{1,253}) in (?:ConfigMap|Secret) /.exec(words)?.[1] ??
    /references non-existent (?:config|secret) key: (\S{1,253})/.exec(words)?.[1]
  );
}
