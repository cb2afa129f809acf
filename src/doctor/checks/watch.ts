import { z } from "zod";
import { type Check, failure, ok, type Seen, warning } from "../check.ts";
import type { DoctorDeps } from "../doctor-deps.ts";

const listSchema = z.object({ metadata: z.object({ resourceVersion: z.string() }) });

/** Opens a watch of pods and one of Events, and ends them. */
export function watchCheck({ config, cluster }: Pick<DoctorDeps, "config" | "cluster">): Check {
  const { isWatching, watchNamespaces } = config.kubernetes;
  return {
    name: "watch",
    needs: ["api-server"],
    async run(signal) {
      if (!isWatching)
        return [
          warning(
            "WATCH is off: only what Alertmanager tells is heard",
            "set WATCH to on, unless that is meant",
          ),
        ];
      const [namespace] = watchNamespaces;
      const seen = await Promise.all(
        ["pods", "events"].map((resource) => opened(cluster(), { resource, namespace, signal })),
      );
      const bad = seen.filter(({ status }) => status !== "ok");
      return bad.length > 0
        ? bad
        : [ok(`pods and Events can be watched${namespace === undefined ? "" : ` in ${namespace}`}`)];
    },
  };
}

async function opened(
  connection: ReturnType<DoctorDeps["cluster"]>,
  { resource, namespace, signal }: { resource: string; namespace: string | undefined; signal: AbortSignal },
): Promise<Seen> {
  const path = `/api/v1/${namespace === undefined ? "" : `namespaces/${encodeURIComponent(namespace)}/`}${resource}`;
  const what = `watch ${resource}`;
  const list = await connection.send({ verb: "list", path, query: { limit: "1" }, what, signal });
  if (list.code !== 200) return refused(`list ${resource}`, list.code);
  const { metadata } = listSchema.parse(JSON.parse(list.text));
  const query = { watch: "true", timeoutSeconds: "1", resourceVersion: metadata.resourceVersion };
  const { code, body } = await connection.open({ verb: "watch", path, query, what, signal });
  await body.cancel();
  return code === 200 ? ok(what) : refused(what, code);
}

function refused(what: string, code: number): Seen {
  const remedy =
    code === 403
      ? "give the service the chart's role (charts/kube-autofix/files/rights.yaml)"
      : "see whether a proxy in front of the API server ends long requests";
  return failure(`cannot ${what}: the API server answers ${code}`, remedy);
}
