import { isDeepStrictEqual } from "node:util";
import type { ActionRow, AttemptRow, Evidence, LoggedRequest, Operation } from "./evidence.ts";

/** A change of the cluster that the service made. */
export interface ServiceWrite {
  /** Its place in the log. */
  at: number;
  request: LoggedRequest;
  /** What it is of an attempt; undefined where it is of none. */
  is: { attempt: AttemptRow; action: number; way: "application" | "return" } | undefined;
}

const CHANGES = ["create", "update", "patch", "delete", "deletecollection"];
/** Words about objects, and questions about one's own rights. */
const NO_CHANGE = /^(events|selfsubject|subjectaccess|tokenreviews)/;
const OUR_MARKS = "/metadata/annotations";

export function serviceWrites({ requests, rows }: Evidence): ServiceWrite[] {
  const applied: AttemptRow[] = [];
  return requests.flatMap((request, at) => {
    if (!isWrite(request)) return [];
    const is = partOf(request, rows.attempts, applied);
    if (is?.way === "application") applied.unshift(is.attempt);
    return [{ at, request, is }];
  });
}

function isWrite({ userAgent, verb, dryRun, code, resource, body }: LoggedRequest): boolean {
  const asked = (body ?? {}) as { dryRun?: unknown; deleteOptions?: { dryRun?: unknown } };
  const isDry = dryRun || Array.isArray(asked.dryRun) || Array.isArray(asked.deleteOptions?.dryRun);
  return (
    userAgent.startsWith("kube-autofix") &&
    CHANGES.includes(verb) &&
    !isDry &&
    code < 300 &&
    !NO_CHANGE.test(resource)
  );
}

/**
 * Told from each other by their tests too: the return of a second attempt may write what the first one wrote. Of attempts
 * with equal returns it is the one that was applied last.
 */
function partOf(
  request: LoggedRequest,
  attempts: readonly AttemptRow[],
  applied: readonly AttemptRow[],
): ServiceWrite["is"] {
  const operations = Array.isArray(request.body) ? (request.body as Operation[]) : [];
  const find = (
    among: readonly AttemptRow[],
    way: "application" | "return",
    fits: (action: ActionRow) => boolean,
  ): ServiceWrite["is"] =>
    among
      .map((attempt) => ({
        attempt,
        way,
        action: attempt.actions.findIndex((one) => isOf(request, one) && fits(one)),
      }))
      .find(({ action }) => action >= 0);
  return (
    find(attempts, "application", ({ patch }) => patch.length > 0 && endsWith(operations, patch)) ??
    find([...applied, ...attempts], "return", (action) => isReturn(operations, action)) ??
    // Without its tests it is still this change.
    find(attempts, "application", ({ patch }) => patch.length > 0 && endsWith(bare(operations), bare(patch)))
  );
}

const bare = (operations: readonly Operation[]) => operations.filter(({ op }) => op !== "test");

const isOf = ({ namespace = "", name, after }: LoggedRequest, { target }: ActionRow): boolean =>
  target.name === name &&
  target.namespace === namespace &&
  (after === undefined || after.kind === target.kind);

const endsWith = (operations: readonly Operation[], patch: readonly Operation[]): boolean =>
  isDeepStrictEqual(operations.slice(-patch.length), patch);

/** In front of what is put back stand tests that the object is still the one that was read. */
const FRESH = ["/metadata/generation", "/metadata/resourceVersion"];

function isReturn(operations: readonly Operation[], { inverse }: ActionRow): boolean {
  const own = inverse.filter(({ path }) => !path.startsWith(OUR_MARKS));
  const start = operations.findIndex(({ path }) => !FRESH.includes(path));
  return own.length > 0 && isDeepStrictEqual(operations.slice(start, start + own.length), own);
}

/** The fields that an action changes, its marks left out. */
export const changedPaths = ({ patch }: ActionRow): string[] =>
  patch.filter(({ op, path }) => op !== "test" && !path.startsWith(OUR_MARKS)).map(({ path }) => path);

/** What stands at a JSON pointer (RFC 6901). */
export function valueAt(object: unknown, pointer: string): unknown {
  return pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce<unknown>(
      (value, key) =>
        typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined,
      object,
    );
}

export const nameOf = ({ verb, resource, namespace = "", name = "" }: LoggedRequest): string =>
  `${verb} ${resource} ${namespace}/${name}`;
