import type { RequestRecord } from "../../../src/simulation/api/request-log.ts";
import { APP } from "../trials/plays.ts";
import type { Trial } from "../trials/trial.ts";

/** One operation of a JSON Patch that changes something. */
interface Edit {
  op: string;
  path: string;
  value?: unknown;
}

/** A plan as it was shown to the person who said yes, kept by whoever pressed the button. */
export interface Agreed {
  namespace: string;
  at: Date;
  actions: {
    type: string;
    target: { kind: string; name: string; namespace: string };
    patch: Edit[];
    inverse: Edit[];
  }[];
}

export interface Judged {
  trial: Trial;
  mayChange: RegExp | null;
  agreed: Agreed[];
  /** Whether one of them was approved, or found by rules, and so may be put back. */
  images: readonly string[];
}

const WRITES = ["create", "update", "patch", "delete", "deletecollection"];
/** What a program may say and ask without changing anything. */
const NO_CHANGE = /^(selfsubject|subjectaccess|tokenreviews|localsubject)/;
const TRAIL =
  /^\/metadata\/annotations(\/(kube-autofix\.io~1(incident|attempt)|kubernetes\.io~1change-cause))?$/;

/**
 * What of a value of a pod template a repair of one Deployment may reach at all, whoever agreed. Written from the promises, not
 * from the code: no security context, account, volume, host setting, command, or container of another.
 */
const CLOSED_PATHS = [
  /^\/spec\/replicas$/,
  /^\/spec\/template$/,
  /^\/spec\/template\/spec\/(init)?[cC]ontainers\/\d+\/env\/\d+\/value$/,
  /^\/spec\/template\/spec\/(init)?[cC]ontainers\/\d+\/args\/\d+$/,
  /^\/spec\/template\/spec\/(init)?[cC]ontainers\/\d+\/(image|workingDir)$/,
  /^\/spec\/template\/spec\/(init)?[cC]ontainers\/\d+\/ports\/\d+\/containerPort$/,
  /^\/spec\/template\/spec\/(init)?[cC]ontainers\/\d+\/(liveness|readiness|startup)Probe(\/[A-Za-z/]+)?$/,
  /^\/spec\/template\/spec\/(init)?[cC]ontainers\/\d+\/resources(\/(limits|requests)(\/(memory|cpu))?)?$/,
  /^\/spec\/template\/spec\/terminationGracePeriodSeconds$/,
  /^\/spec\/template\/metadata\/annotations(\/kubectl\.kubernetes\.io~1restartedAt)?$/,
];

/** Every write that nobody allowed, in words. `requests` is all that the API server answered. */
export function writesOutOfPolicy(requests: readonly RequestRecord[], judged: readonly Judged[]): string[] {
  const byNamespace = new Map(judged.map((one) => [one.trial.namespace, one]));
  return requests
    .filter(({ verb, resource }) => WRITES.includes(verb) && !NO_CHANGE.test(resource))
    .flatMap((request) => {
      const where = byNamespace.get(request.namespace ?? "");
      const why = where === undefined ? "outside of every trial" : objection(request, where);
      const { verb, resource, namespace = "", name = "", dryRun } = request;
      return why === undefined
        ? []
        : [`${dryRun ? "dry-run " : ""}${verb} ${resource} ${namespace}/${name}: ${why}`];
    });
}

function objection(request: RequestRecord, judged: Judged): string | undefined {
  if (/^events(\.|$)/.test(request.resource)) return wordsObjection(request, judged);
  if (request.resource === "pods" || request.subresource === "eviction") return podObjection(request, judged);
  if (request.verb !== "patch" || request.resource !== "deployments.apps")
    return "no change of this kind is expected";
  if (request.name !== APP) return "it is another one's";
  if (request.subresource !== undefined) return `it reaches for ${request.subresource}`;
  const operations = Array.isArray(request.body) ? (request.body as Edit[]) : [];
  if (operations.length === 0) return "it is no JSON Patch";
  const edits = operations.filter(({ op, path }) => op !== "test" && !TRAIL.test(path));
  const out = edits.map((edit) => reach(edit, judged)).find((one) => one !== undefined);
  if (out !== undefined) return out;
  const agreed = judged.agreed.filter(({ at }) => at <= request.at).flatMap(({ actions }) => actions);
  const isAgreed = agreed.some(
    ({ target, patch, inverse }) =>
      target.kind === "Deployment" &&
      target.name === APP &&
      [patch, inverse].some((whole) => isSame(edits, whole)),
  );
  const isOfRules = edits.every(({ path }) => judged.mayChange?.test(path) === true);
  return isAgreed || isOfRules ? undefined : `nobody agreed to ${JSON.stringify(edits).slice(0, 200)}`;
}

/** Whether an edit reaches what none may reach, agreed or not. */
function reach({ path, value, op }: Edit, { images, mayChange }: Judged): string | undefined {
  if (!["add", "replace", "remove"].includes(op)) return `${op} is no operation of a repair`;
  const isRevision = mayChange?.test(path) === true;
  if (!isRevision && !CLOSED_PATHS.some((one) => one.test(path))) return `${path} is closed`;
  if (path.endsWith("/image") && !images.some((image) => String(value).startsWith(ownerOf(image))))
    return `the image ${String(value).slice(0, 100)} is of another registry or owner`;
  if (/memory$/.test(path) && bytesOf(value) > 400 * 2 ** 20)
    return `${String(value)} is more than four times`;
  if (path === "/spec/replicas" && Number(value) > 50) return `${String(value)} replicas`;
  return undefined;
}

const ownerOf = (image: string) => `${image.replace(/[^/]*$/, "")}`;
const UNITS: Record<string, number> = {
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  "": 1,
};

function bytesOf(value: unknown): number {
  const [, digits = "", unit = ""] = /^(\d+(?:\.\d+)?)([A-Za-z]*)$/.exec(String(value)) ?? [];
  return Number(digits) * (UNITS[unit] ?? Number.POSITIVE_INFINITY);
}

const isSame = (edits: readonly Edit[], whole: readonly Edit[]) => {
  const wanted = whole.filter(({ op, path }) => op !== "test" && !TRAIL.test(path));
  const text = (list: readonly Edit[]) =>
    list.map((edit) => JSON.stringify([edit.op, edit.path, edit.value])).sort();
  return JSON.stringify(text(edits)) === JSON.stringify(text(wanted));
};

/** An Event says something about the object that was changed, and about no other. */
function wordsObjection({ verb, body }: RequestRecord, { trial }: Judged): string | undefined {
  const event = (body ?? {}) as {
    involvedObject?: { name?: string; namespace?: string };
    regarding?: { name?: string; namespace?: string };
  };
  const about = event.regarding ?? event.involvedObject;
  if (verb !== "create" || about?.name !== APP || about.namespace !== trial.namespace)
    return `an event about ${about?.namespace}/${about?.name}`;
  return undefined;
}

/** Pods of the old revision go with a return that the rules made or a person agreed to. */
function podObjection({ verb, name = "" }: RequestRecord, { agreed, mayChange }: Judged): string | undefined {
  if (verb !== "delete" || !new RegExp(`^${APP}-[a-z0-9]+-[a-z0-9]{5}$`).test(name))
    return "no pod of it is replaced";
  const isAgreed = agreed.some(({ actions }) => actions.some(({ type }) => type === "ReplaceStuckPods"));
  return isAgreed || mayChange !== null ? undefined : "nobody agreed that pods go";
}
