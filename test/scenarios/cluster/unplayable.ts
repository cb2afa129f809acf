import type { Play, Scenario } from "../scenario.ts";

const REAL_KINDS = [
  ...["runs-well", "needs-memory", "leaks", "crashes", "never-ready", "starts-slowly", "completes", "serves"],
  ...["calls", "demands", "needs-cpu"],
];

/** Why a scenario cannot be played on a real cluster; undefined where it can. */
export function whyUnplayable({ needs }: Scenario, play: Play): string | undefined {
  if (needs === "simulated") return "it was written for a simulated cluster";
  if (play.cluster !== undefined) return "it changes the cluster itself, which others use";
  if (play.steps.some((step) => "node" in step)) return "a node would have to fail";
  if (play.steps.some((step) => "behave" in step)) return "a program would have to change while it runs";
  if (play.webhooks !== undefined) return "a webhook would have to answer";
  if (play.loads !== undefined || play.steps.some((step) => "load" in step)) return "work would have to come";
  const image = play.images?.find(
    ({ outcome }) => outcome === "unavailable" || outcome === "wrong-architecture",
  );
  if (image !== undefined) return `the registry would have to answer with ${image.outcome}`;
  for (const { behaviour, match } of play.behaviours ?? []) {
    if (!REAL_KINDS.includes(behaviour.kind)) return `no real program ${behaviour.kind}`;
    if (match.labels !== undefined) return "a real program does not know its labels";
    const ports =
      "ports" in behaviour ? behaviour.ports : "serves" in behaviour ? (behaviour.serves ?? []) : [];
    if (ports.some(({ scheme = "HTTP" }) => scheme !== "HTTP")) return "the real program serves HTTP alone";
  }
  return undefined;
}
