import { type Check, ok, type Seen, warning } from "../check.ts";
import { DANGERS } from "../data/dangers.ts";
import type { DoctorDeps } from "../doctor-deps.ts";
import type { Missing, RulesIn } from "../rights/missing.ts";
import { rightsOf, rightText } from "../rights/right.ts";
import { tooWide } from "../rights/too-wide.ts";

const MOST_LINES = 15;
const REMEDY =
  "find the binding: kubectl get clusterrolebindings,rolebindings -A -o wide; give the service an account of its own with the chart's role alone";

/** Rights of every namespace show in any; those of one namespace in that one. */
export function rightsTooWideCheck({
  config,
  rulesIn,
  missing,
}: Pick<DoctorDeps, "config"> & { rulesIn: RulesIn; missing: Missing }): Check {
  return {
    name: "rights-too-wide",
    needs: ["api-server"],
    async run(signal) {
      const [namespace = "default"] = config.kubernetes.watchNamespaces;
      const read = await rulesIn(namespace, signal);
      const listed = tooWide(read?.rules ?? [], config.guard.webhookName);
      const isWhole = read !== undefined && !read.isIncomplete;
      const seen = listed
        .slice(0, MOST_LINES)
        .map(({ right, why }) => warning(`may ${right}, in ${namespace} at least: ${why}`, REMEDY));
      if (listed.length > MOST_LINES) seen.push(warning(`and ${listed.length - MOST_LINES} more`, REMEDY));
      if (!isWhole && listed.length === 0) {
        const asked = await askOneByOne(missing, signal);
        if (asked === undefined) return [];
        seen.push(...asked);
      }
      if (seen.length > 0) return seen;
      return [
        ok(
          isWhole
            ? "nothing beyond what the service asks for"
            : "none of the dangerous rights; the API server does not list all that is allowed",
        ),
      ];
    },
  };
}

async function askOneByOne(ask: Missing, signal: AbortSignal): Promise<Seen[] | undefined> {
  const asked = DANGERS.map(({ rights, why }) => ({ rights: rightsOf(rights), why }));
  const missing = await ask(
    asked.flatMap(({ rights }) => rights),
    { namespace: undefined, signal },
  );
  if (missing === undefined) return undefined;
  const names = new Set(missing.map(rightText));
  return asked.flatMap(({ rights, why }) => {
    const given = rights.map(rightText).filter((right) => !names.has(right));
    return given.length === 0 ? [] : [warning(`may ${given.join(", ")}: ${why}`, REMEDY)];
  });
}
