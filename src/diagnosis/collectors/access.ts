import type { AccessObjects } from "../access/bindings.ts";
import { denialIn } from "../access/denial.ts";
import type { LogFact } from "../facts.ts";
import { logLines } from "../logs/log-lines.ts";
import { type Collector, tolerant } from "./collector.ts";

const MOST = 500;
const API = "rbac.authorization.k8s.io/v1";

/** Roles and bindings of the account's namespace, of the one that it asked in, and of the cluster; only where a log tells of a refusal. */
export async function collectAccess(
  collector: Collector,
  logs: readonly LogFact[],
): Promise<AccessObjects | undefined> {
  const denial = logLines({ logs: [...logs] })
    .map(({ text }) => denialIn(text))
    .find((one) => one !== undefined);
  if (denial === undefined) return undefined;
  const list = (kind: string, namespace?: string) =>
    tolerant(collector, `${kind}s${namespace === undefined ? "" : ` of ${namespace}`}`, {
      run: async () =>
        (
          await collector.reader.list(
            { apiVersion: API, kind },
            { ...(namespace === undefined ? {} : { namespace }), limit: MOST },
            collector.signal,
          )
        ).items,
      fallback: [],
    });
  const namespaces = [...new Set([denial.namespace, denial.target])].filter((name) => name !== "");
  const [roles, bindings] = await Promise.all([
    Promise.all([...namespaces.map((name) => list("Role", name)), list("ClusterRole")]),
    Promise.all([...namespaces.map((name) => list("RoleBinding", name)), list("ClusterRoleBinding")]),
  ]);
  return { roles: roles.flat(), bindings: bindings.flat() };
}
