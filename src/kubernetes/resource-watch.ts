import { z } from "zod";
import type { Clock } from "../core/clock.ts";
import { isReason, messageOf, OperationError } from "../core/errors.ts";
import type { Logger } from "../core/logger.ts";
import { type Backoff, backoffMs } from "../core/retry.ts";
import type { ApiConnection } from "./api-connection.ts";
import { errorOfAnswer } from "./api-error.ts";
import type { KubernetesObject } from "./cluster-reader.ts";
import { parseList, parseObject } from "./kubernetes-object.ts";
import { splitLines } from "./split-lines.ts";

export interface ObjectChange {
  kind: "present" | "deleted";
  object: KubernetesObject;
}

export interface ResourceWatchOptions {
  connection: ApiConnection;
  clock: Clock;
  logger: Logger;
  type: { apiVersion: string; kind: string };
  path: string;
  fieldSelector?: string | undefined;
  /** Must not resolve before the changes are safe: the watch goes on behind them. Rejects only when `signal` aborts. */
  onChanges(changes: ObjectChange[], signal: AbortSignal): Promise<void>;
  /** A full list was delivered: objects that were not in it are gone. */
  onListed(uids: ReadonlySet<string>): void;
  onContact(): void;
  /** Given for a kind that can be done without: it is told once when it is refused, and asked for now and then. */
  onRefused?: (error: OperationError) => void;
}

const PAGE_SIZE = 500;
/** The server ends the watch after this long: a connection that has silently died is found out by then. */
const WATCH_SECONDS = 150;
const WATCH_GRACE_SECONDS = 15;
/** A server that ends a watch at once must not be asked without pause. */
const SHORTEST_WATCH_MS = 1000;
const BACKOFF: Backoff = { tries: Number.POSITIVE_INFINITY, firstMs: 500, maxMs: 30_000 };
/** Rights are given and kinds installed while we run. */
const REFUSED_MS = 5 * 60_000;
/** After so many failures in a row the position may be what the server refuses: start from a list. */
const FAILURES_BEFORE_LIST = 3;

const changeSchema = z.object({
  type: z.enum(["ADDED", "MODIFIED", "DELETED", "BOOKMARK", "ERROR"]),
  object: z.looseObject({ code: z.number().optional(), message: z.string().optional() }),
});

/** The position has expired: only a list tells what is there now. */
class PositionExpired extends Error {}

/**
 * Lists, then watches from the list's resourceVersion, for as long as `signal` lets it: after the end of a watch and
 * after errors it goes on from the last change that was handled, after 410 Gone from a list.
 */
export async function watchResource(options: ResourceWatchOptions, signal: AbortSignal): Promise<void> {
  let position = "";
  let failures = 0;
  while (!signal.aborted) {
    try {
      if (position === "") position = await listAll(options, signal);
      const startedAt = performance.now();
      for await (const reached of watchFrom(options, position, signal)) position = reached;
      failures = 0;
      if (performance.now() - startedAt < SHORTEST_WATCH_MS)
        await options.clock.sleep(BACKOFF.firstMs, signal);
    } catch (error) {
      if (signal.aborted) return;
      failures += 1;
      if (options.onRefused !== undefined && isRefusal(error)) {
        if (failures === 1)
          options.logger.warn(
            { path: options.path, error: messageOf(error) },
            "this kind cannot be watched: its silent faults are not seen",
          );
        position = "";
        options.onRefused(error);
        await options.clock.sleep(REFUSED_MS, signal).catch(() => {});
        continue;
      }
      if (error instanceof PositionExpired || failures >= FAILURES_BEFORE_LIST) position = "";
      options.logger.warn(
        { path: options.path, error: messageOf(error), failures },
        "the watch broke off, it goes on",
      );
      await options.clock.sleep(backoffMs(BACKOFF, failures), signal).catch(() => {});
    }
  }
}

function isRefusal(error: unknown): error is OperationError {
  return isReason(error, "forbidden") || isReason(error, "not-found");
}

async function listAll(options: ResourceWatchOptions, signal: AbortSignal): Promise<string> {
  const what = `list ${options.type.kind} objects for the watch`;
  const uids = new Set<string>();
  let continueToken: string | undefined;
  for (;;) {
    const answer = await options.connection.send({
      verb: "list",
      path: options.path,
      query: { fieldSelector: options.fieldSelector, limit: String(PAGE_SIZE), continue: continueToken },
      what,
      signal,
    });
    if (answer.code === 410) throw new PositionExpired("the list expired between two pages");
    if (answer.code !== 200) throw errorOfAnswer(what, answer.code, answer.text);
    options.onContact();
    const page = parseList(answer.text, options.type, what);
    for (const item of page.items) uids.add(item.metadata.uid ?? "");
    await options.onChanges(
      page.items.map((object) => ({ kind: "present", object })),
      signal,
    );
    if (page.continueToken === "") {
      options.onListed(uids);
      return page.resourceVersion;
    }
    continueToken = page.continueToken;
  }
}

/** Yields each position once all changes up to it are handled. */
async function* watchFrom(options: ResourceWatchOptions, position: string, signal: AbortSignal) {
  const what = `watch ${options.type.kind} objects`;
  const silence = AbortSignal.timeout((WATCH_SECONDS + WATCH_GRACE_SECONDS) * 1000);
  const answer = await options.connection.open({
    verb: "watch",
    path: options.path,
    query: {
      watch: "true",
      fieldSelector: options.fieldSelector,
      resourceVersion: position,
      allowWatchBookmarks: "true",
      timeoutSeconds: String(WATCH_SECONDS),
    },
    what,
    signal: AbortSignal.any([signal, silence]),
  });
  if (answer.code === 410) {
    await answer.body.cancel();
    throw new PositionExpired("the position of the watch is gone");
  }
  if (answer.code !== 200) throw errorOfAnswer(what, answer.code, await new Response(answer.body).text());
  options.onContact();
  for await (const lines of splitLines(answer.body)) {
    options.onContact();
    const reached = await handleLines(options, lines, signal);
    if (reached !== undefined) yield reached;
  }
}

async function handleLines(options: ResourceWatchOptions, lines: string[], signal: AbortSignal) {
  const changes: ObjectChange[] = [];
  let reached: string | undefined;
  let failure: Error | undefined;
  for (const line of lines) {
    const { type, object } = changeSchema.parse(JSON.parse(line));
    if (type === "ERROR") {
      failure = errorOfChange(object);
      break;
    }
    reached = positionOf(object) ?? reached;
    if (type !== "BOOKMARK")
      changes.push({
        kind: type === "DELETED" ? "deleted" : "present",
        object: parseObject(object, options.type, `read a change of a ${options.type.kind}`),
      });
  }
  if (changes.length > 0) await options.onChanges(changes, signal);
  if (failure !== undefined) throw failure;
  return reached;
}

function errorOfChange(status: { code?: number | undefined; message?: string | undefined }): Error {
  const message = `the watch ended with ${status.code}: ${status.message}`;
  if (status.code === 410) return new PositionExpired(message);
  return new OperationError(message, { reason: "unavailable", retryable: true });
}

function positionOf(object: unknown): string | undefined {
  return z.object({ metadata: z.object({ resourceVersion: z.string() }) }).safeParse(object).data?.metadata
    .resourceVersion;
}
