import { type Check, failure, ok, type Seen, warning } from "../check.ts";
import type { DoctorDeps } from "../doctor-deps.ts";
import { type GuardSeen, lookAtGuard } from "../guard/look-at-guard.ts";
import { type GuardWebhook, webhookOf } from "../guard/webhook-of.ts";

const DAY_MS = 86_400_000;
/** Its own certificates have more than three days left at any time. */
const SOON_MS = 2 * DAY_MS;
const LOOK_MS = 4_000;

export function guardCheck(deps: Pick<DoctorDeps, "config" | "clock" | "cluster" | "isGiven">): Check {
  return {
    name: "guard",
    needs: ["api-server"],
    async run(signal) {
      const { guard } = deps.config;
      const [name = ""] = guard.hosts;
      const webhook = await webhookOf(deps.cluster(), guard.webhookName, signal);
      const bundle = webhook.state === "there" ? webhook.bundle : undefined;
      // Beside the service it is in the same pod, where the name of a Service may not be resolved.
      const stop = AbortSignal.any([signal, AbortSignal.timeout(LOOK_MS)]);
      const looks = [name, "127.0.0.1"].map((host) =>
        lookAtGuard({ host, port: guard.port, name }, { bundle, signal: stop }),
      );
      const seen = await Promise.any(looks).catch(() => undefined);
      signal.throwIfAborted();
      if (seen !== undefined) return judgeGuard(seen, { name, webhook, now: deps.clock.now() });
      return [unreached(webhook, { name, port: guard.port, isGiven: deps.isGiven("GUARD_HOSTS") })];
    },
  };
}

function unreached(
  { state }: GuardWebhook,
  { name, port, isGiven }: { name: string; port: number; isGiven: boolean },
): Seen {
  if (state === "there" || isGiven)
    return failure(
      `the guard is not reached at ${name}:${port}, and the API server refuses every write of the service without it`,
      "see whether its pod runs, and that the network policy lets this one reach it",
    );
  return warning(
    "there is no guard: nothing outside of the service itself holds its writes to what was planned",
    "docs/guard.md says how it is set up; the chart brings it",
  );
}

/** Pure. */
export function judgeGuard(
  { isReady, validTo, isNamed, isTrusted }: GuardSeen,
  { name, webhook, now }: { name: string; webhook: GuardWebhook; now: Date },
): Seen[] {
  const leftMs = validTo.getTime() - now.getTime();
  const certificate =
    "let the guard make its own (unset GUARD_CERTIFICATE_DIR), or see why the mounted one is not renewed";
  const seen: Seen[] = [];
  if (leftMs <= 0)
    seen.push(failure(`the guard's certificate ended at ${validTo.toISOString()}`, certificate));
  else if (leftMs < SOON_MS)
    seen.push(warning(`the guard's certificate ends at ${validTo.toISOString()}`, certificate));
  if (!isNamed)
    seen.push(
      failure(
        `the guard's certificate does not name ${name}`,
        "give GUARD_HOSTS the name of its Service first",
      ),
    );
  if (webhook.state === "absent")
    seen.push(
      failure(
        "no ValidatingWebhookConfiguration asks the guard",
        "apply what `kube-autofix guard --print-manifests` prints, or correct GUARD_WEBHOOK_NAME",
      ),
    );
  if (isTrusted === false)
    seen.push(
      failure(
        "the API server does not trust the guard's certificate",
        "see the guard's log: it keeps the CA bundle",
      ),
    );
  if (webhook.state === "there" && !webhook.isClosed)
    seen.push(warning("writes pass while the guard is down", "set failurePolicy of its webhook to Fail"));
  if (!isReady)
    seen.push(
      failure(
        "the guard is not ready",
        "see its log: it reaches no database, or the API server does not trust it yet",
      ),
    );
  if (seen.length > 0) return seen;
  const days = Math.floor(leftMs / DAY_MS);
  return [ok(`it is ready at ${name}, and its certificate is good for ${days} days`)];
}
