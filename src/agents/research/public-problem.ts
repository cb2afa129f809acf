import type { Evidence } from "../../domain/evidence.ts";
import type { Finding } from "../../domain/finding.ts";
import type { Incident } from "../../domain/incident.ts";
import type { Signal } from "../../domain/signal.ts";
import { PLATFORM_REASONS } from "../../search/data/platform-reasons.ts";
import type { Problem } from "../../search/public-query.ts";

const MOST_LINES = 40;

/** What a search needs of an incident, with the names that must not be in it. */
export function publicProblem(incident: Incident, finding: Finding, signals: readonly Signal[]): Problem {
  const texts = [...finding.evidence.map(({ text }) => text), ...signals.map(({ detail }) => detail)];
  const all = texts.join("\n");
  return {
    reasons: [...new Set(all.match(/[A-Za-z]{3,40}/g) ?? [])]
      .filter((word) => PLATFORM_REASONS.has(word))
      .slice(0, 3),
    exitCodes: [
      ...new Set([...all.matchAll(/exit code (\d{1,3})\b/gi)].map((match) => Number(match[1]))),
    ].slice(0, 2),
    messages: messagesOf(finding.evidence),
    images: [
      ...new Set([...all.matchAll(/\bimage "?([\w./:@-]{1,300})/g)].map((match) => match[1] ?? "")),
    ].slice(0, 2),
    privateNames: privateNames(incident, finding, signals),
  };
}

/** The program's own words before the platform's, and of these the lines that tell of an error first, the last ones foremost. */
function messagesOf(evidence: readonly Evidence[]): string[] {
  const linesOf = (kind: Evidence["kind"]) =>
    evidence
      .filter((one) => one.kind === kind)
      .flatMap(({ text }) => text.split("\n").slice(-MOST_LINES).toReversed());
  const logs = linesOf("log");
  const isError = (line: string) =>
    /error|exception|fatal|panic|fail|denied|refused|cannot|unable/i.test(line);
  return [...logs.filter(isError), ...linesOf("event"), ...logs.filter((line) => !isError(line))];
}

function privateNames(incident: Incident, finding: Finding, signals: readonly Signal[]): string[] {
  const objects = [
    incident.subject,
    finding.object,
    ...(incident.workload === null ? [] : [incident.workload]),
  ];
  const suspects = signals.map(({ suspect }) => suspect);
  const named = [...objects, ...suspects].flatMap(({ namespace, name }) => [namespace, name]);
  const labels = suspects.flatMap(({ labels: values, container }) => [...Object.values(values), container]);
  // A source says where to see evidence again: "pod shop/web-1", "events of node worker-3".
  const sources = finding.evidence.flatMap(({ source }) => source.match(/[a-z0-9][a-z0-9.-]*/g) ?? []);
  const kinds = new Set([
    "pod",
    "pods",
    "event",
    "events",
    "log",
    "logs",
    "node",
    "nodes",
    "of",
    "container",
    "previous",
  ]);
  return [...named, ...labels, ...sources].filter((name) => name !== "" && !kinds.has(name));
}
