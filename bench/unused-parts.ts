import type { HttpDeps } from "../src/http/http-deps.ts";

/** What a door asks for beside what is measured; whoever calls it has left that. */
export function unusedParts(measured: string) {
  const unused = () => Promise.reject(new Error(`only ${measured} measured`));
  return {
    queries: {
      list: unused,
      count: unused,
      view: unused,
      place: unused,
      alerts: unused,
      story: unused,
      record: unused,
      sequence: unused,
      waiting: unused,
    },
    changes: { subscribe: () => () => {} },
    trustedProxies: [],
    stop: { current: () => null, set: async () => false },
    remediation: { undo: async () => ({ result: "unknown" as const }) },
    approvals: { findByToken: unused, decide: unused },
    breakers: { history: unused, lift: unused },
    outside: () => ({}),
    catalogue: () => ({}),
    codeVersion: "bench",
    webhookMaxBytes: 16 * 1024 * 1024,
    publicUrl: null,
  } satisfies Partial<HttpDeps>;
}
