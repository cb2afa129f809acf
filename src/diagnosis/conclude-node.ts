import type { Ids } from "../core/ids.ts";
import { describeRef } from "../domain/object-ref.ts";
import type { EvidenceDraft } from "./candidate.ts";
import type { NodeSubject } from "./collectors/nodes.ts";
import type { Conclusion } from "./diagnosis.ts";
import type { EventFact } from "./facts.ts";
import { isOfWholeNode } from "./memory/recognise.ts";
import { withIds } from "./rank.ts";

/** A kill further back tells nothing of how the node stands now. */
const FRESH_MS = 15 * 60_000;

/** A node as the subject: out of memory while it says so or its kernel has just killed for the node as a whole. */
export function concludeNode({ node, object, at, exists, gaps }: NodeSubject, ids: Ids): Conclusion {
  const source = `kubectl describe node ${object.name}`;
  const recent = node.events.filter(
    (event) => isOfWholeNode(event) && Date.parse(at) - Date.parse(event.lastAt) <= FRESH_MS,
  );
  const pressure = node.hasMemoryPressure ? ["it reports MemoryPressure"] : [];
  const signs = [...pressure, ...recent.map((event) => `${event.reason}: ${event.message}`)];
  const evidence: EvidenceDraft[] = [
    ...(node.hasMemoryPressure
      ? [{ kind: "node" as const, source, at: node.pressureSince ?? at, text: "MemoryPressure" }]
      : []),
    ...recent.map((event) => evidenceOf(event, source)),
    ...gaps.map(({ what, why }) => ({
      kind: "gap" as const,
      source,
      at,
      text: `not read: ${what} (${why})`,
    })),
  ];
  if (signs.length > 0 || gaps.length > 0) {
    return {
      kind: "finding",
      finding: {
        cause: signs.length > 0 ? "node-out-of-memory" : "unknown",
        object,
        confidence: signs.length > 0 ? 0.85 : 0.3,
        sentence: `${describeRef(object)} ${signs.length > 0 ? `ran out of memory: ${signs.slice(0, 3).join("; ")}` : "could not be looked at"}.`,
        evidence: withIds(ids, evidence),
        ruledOut: [],
        memory: null,
        rollback: null,
        repair: null,
        advice: [],
      },
    };
  }
  const reason = exists
    ? `${describeRef(object)} is well now: no memory pressure, and no kill for the whole node within 15 min`
    : `${describeRef(object)} does not exist any more`;
  return { kind: "healthy", reason, evidence: withIds(ids, [{ kind: "node", source, at, text: reason }]) };
}

const evidenceOf = (event: EventFact, source: string): EvidenceDraft => ({
  kind: "event",
  source,
  at: event.lastAt,
  text: `${event.reason}: ${event.message}`,
});
