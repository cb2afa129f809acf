import { type Check, failure, ok, type Seen, warning } from "../check.ts";
import type { DoctorDeps } from "../doctor-deps.ts";
import type { Missing } from "../rights/missing.ts";
import { placeText, type Right, rightText, ruleText } from "../rights/right.ts";
import { type Scope, scopesOf } from "../rights/scope.ts";

/** Kinds of others, which are looked at where they are installed. */
const OF_OTHERS = /^(metrics\.k8s\.io|autoscaling\.k8s\.io|keda\.sh|argoproj\.io|.*\.fluxcd\.io)$/;
const MOST_LINES = 20;
const WHOLE_LIST = "charts/kube-autofix/files/rights.yaml is the whole list";

type Deps = Pick<DoctorDeps, "config"> & { missing: Missing };

export function rightsCheck(deps: Deps): Check {
  return {
    name: "rights",
    needs: ["api-server"],
    async run(signal) {
      const seen: Seen[] = [];
      for (const scope of scopesOf(deps.config.kubernetes)) seen.push(...(await lookAt(deps, scope, signal)));
      const isShort = seen.filter(({ status }) => status !== "ok");
      const shown = isShort.slice(0, MOST_LINES);
      if (isShort.length > shown.length)
        shown.push(failure(`${isShort.length - shown.length} more are missing`, WHOLE_LIST));
      return [...seen.filter(({ status }) => status === "ok"), ...shown];
    },
  };
}

async function lookAt({ config, missing: ask }: Deps, scope: Scope, signal: AbortSignal): Promise<Seen[]> {
  const where = { namespace: scope.namespace, signal };
  const missing = await ask(scope.reads, where);
  if (missing === undefined) return [];
  const place = scope.namespace === undefined ? "in the whole cluster" : `in ${scope.namespace}`;
  const granted = scope.reads.length - missing.length;
  const seen = [
    ok(`${granted} of ${scope.reads.length} reads are granted ${place}`),
    ...linesOf(missing, place),
  ];
  // What never writes needs no right to.
  if (config.policy.autonomy === "observe") return seen;
  return [...seen, ...(await writesOf(ask, scope, { ...where, place }))];
}

/** One line a kind of object. */
function linesOf(missing: readonly Right[], place: string): Seen[] {
  const byPlace = Map.groupBy(missing, placeText);
  return [...byPlace].map(([name, rights]) => {
    const [one] = rights;
    const verbs = rights.map(({ verb }) => verb);
    const remedy = `add to the service's role: ${one === undefined ? "" : ruleText(one, verbs)}; ${WHOLE_LIST}`;
    const detail = `cannot ${verbs.join(", ")} ${name} ${place}`;
    return OF_OTHERS.test(one?.group ?? "") ? warning(detail, remedy) : failure(detail, remedy);
  });
}

async function writesOf(
  ask: Missing,
  { writes, events }: Scope,
  { place, ...where }: { namespace: string | undefined; signal: AbortSignal; place: string },
): Promise<Seen[]> {
  if (writes.length === 0) return [];
  const unique = new Map(writes.flatMap(({ rights }) => rights).map((right) => [rightText(right), right]));
  const missing = (await ask([...unique.values(), ...events], where)) ?? [];
  const names = new Set(missing.map(rightText));
  const without = writes.filter(({ rights }) => rights.some((right) => names.has(rightText(right))));
  const seen = [
    ok(`${writes.length - without.length} of ${writes.length} actions can be carried out ${place}`),
  ];
  if (without.length > 0)
    seen.push(
      warning(
        `without its rights ${place}: ${without.map(({ action }) => action).join(", ")}`,
        `name them in the chart's \`actions\`, or deny them by a rule; missing are: ${[...unique.keys()].filter((name) => names.has(name)).join(", ")}`,
      ),
    );
  if (events.some((right) => names.has(rightText(right))))
    seen.push(
      warning(
        `cannot write Events ${place}`,
        'add to the role: {apiGroups: [""], resources: [events], verbs: [create]}',
      ),
    );
  return seen;
}
