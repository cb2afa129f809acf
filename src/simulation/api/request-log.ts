/** One answered request: the proof of what a program under test asked for and wrote. */
export interface RequestRecord {
  /** Of the cluster's clock. */
  at: Date;
  method: string;
  /** get, list, watch, create, update, patch, delete or deletecollection; "other" for discovery and health. */
  verb: string;
  path: string;
  query: Record<string, string>;
  resource: string;
  subresource?: string;
  namespace?: string;
  name?: string;
  userAgent: string;
  /** Of writes alone. */
  body?: unknown;
  dryRun: boolean;
  code: number;
}

const VERBS: Record<string, string> = { PUT: "update", PATCH: "patch", POST: "create" };

export function verbOf(method: string, isNamed: boolean, isWatch: boolean): string {
  if (method === "GET") return isWatch ? "watch" : isNamed ? "get" : "list";
  if (method === "DELETE") return isNamed ? "delete" : "deletecollection";
  return VERBS[method] ?? "other";
}

export function bodyOf(method: string, body: string): { body?: unknown } {
  if (method === "GET" || body === "") return {};
  try {
    return { body: JSON.parse(body) };
  } catch {
    return { body };
  }
}
