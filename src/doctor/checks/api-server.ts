import { z } from "zod";
import { messageOf } from "../../core/errors.ts";
import { redact } from "../../core/redact.ts";
import { type Check, failure, ok, type Seen, warning } from "../check.ts";
import type { DoctorDeps } from "../doctor-deps.ts";
import { askReview } from "../rights/ask-review.ts";

const versionSchema = z.object({ gitVersion: z.string(), major: z.string(), minor: z.string() });
const selfSchema = z.object({
  status: z.object({ userInfo: z.object({ username: z.string() }) }),
});

/** Admission policies are served from here on. */
const LEAST_MINOR = 30;

export function apiServerCheck({ cluster }: Pick<DoctorDeps, "cluster">): Check {
  return {
    name: "api-server",
    needs: ["configuration"],
    async run(signal) {
      const unreachable = whyNoConnection(cluster);
      if (unreachable !== undefined) return [unreachable];
      const askedMs = performance.now();
      const { code, text } = await cluster().send({
        verb: "get",
        path: "/version",
        what: "read the version of the API server",
        signal,
      });
      const ms = Math.round(performance.now() - askedMs);
      const version = code === 200 ? versionSchema.safeParse(jsonOf(text)).data : undefined;
      if (version === undefined)
        return [
          failure(
            `the API server answers ${code} when asked for its version`,
            code === 401
              ? "the credentials are not taken: renew the kubeconfig, or see that the pod has a service account"
              : "see that KUBECONFIG, or the service account's folder, leads to an API server",
          ),
        ];
      const seen: Seen[] = [
        ok(`${redact(version.gitVersion)} answers in ${ms} ms${await asWhom(cluster(), signal)}`),
      ];
      if (version.major === "1" && Number.parseInt(version.minor, 10) < LEAST_MINOR)
        seen.push(
          warning(
            `it is older than 1.${LEAST_MINOR}`,
            "upgrade it: the guard's admission policy is not served before",
          ),
        );
      return seen;
    },
  };
}

/** A kubeconfig that is not there, or cannot be used. */
function whyNoConnection(cluster: DoctorDeps["cluster"]): Seen | undefined {
  try {
    cluster();
    return undefined;
  } catch (error) {
    return failure(
      redact(messageOf(error)),
      "set KUBECONFIG, or ask where the service runs: kubectl exec deploy/kube-autofix -c service -- kube-autofix doctor",
    );
  }
}

async function asWhom(connection: ReturnType<DoctorDeps["cluster"]>, signal: AbortSignal): Promise<string> {
  const answer = await askReview(connection, {
    group: "authentication.k8s.io",
    kind: "SelfSubjectReview",
    resource: "selfsubjectreviews",
    signal,
  });
  const username = selfSchema.safeParse(answer.body).data?.status.userInfo.username;
  return username === undefined ? "" : `, to ${redact(username)}`;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
