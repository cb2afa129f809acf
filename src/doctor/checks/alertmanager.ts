import { z } from "zod";
import { TEST_ALERT, testAlertLabels } from "../../alerts/test-alert.ts";
import { messageOf } from "../../core/errors.ts";
import { redact } from "../../core/redact.ts";
import { type Check, failure, ok, type Seen, warning } from "../check.ts";
import type { DoctorDeps } from "../doctor-deps.ts";

/** A group that has just been told of waits for its next turn, by default this long. */
const ARRIVAL_MS = 5 * 60_000;
const LOOK_MS = 1_000;
/** Alertmanager takes it for over then, and tells that, too. */
const LASTS_MS = 60_000;

export const ALERTMANAGER_BOUND_MS = ARRIVAL_MS + 30_000;

type Deps = Pick<DoctorDeps, "config" | "clock" | "fetch" | "nextId" | "serviceUrl" | "tokens" | "asked">;

/** Where asked, an alert that is known as a test goes the whole way: Alertmanager, its route, the webhook, the rows. */
export function alertmanagerCheck(deps: Deps): Check {
  const { url } = deps.config.alertmanager;
  return {
    name: "alertmanager",
    needs: ["service"],
    async run(signal) {
      if (!deps.asked.testAlert)
        return [
          ok("not looked at: --test-alert sends an alert that opens nothing, and sees whether it arrives"),
        ];
      const id = deps.nextId();
      const refused = await sent(deps, { id, url, signal });
      if (refused !== undefined) return [refused];
      return [await arrival(deps, { id, url, signal })];
    },
  };
}

interface Sending {
  id: string;
  url: string | undefined;
  signal: AbortSignal;
}

/** Why it could not be sent; undefined where it was. */
async function sent(deps: Deps, { id, url, signal }: Sending): Promise<Seen | undefined> {
  const { webhook } = deps.tokens;
  if (url === undefined && webhook === null)
    return failure(
      "the token of the webhook is not known here",
      "set WEBHOOK_TOKEN, or DATA_DIR to the service's folder",
    );
  const now = deps.clock.now();
  const alert = {
    labels: testAlertLabels(id),
    annotations: { summary: "A test of the way from Alertmanager to kube-autofix; nothing is wrong" },
    startsAt: now.toISOString(),
    endsAt: new Date(now.getTime() + LASTS_MS).toISOString(),
    generatorURL: "",
  };
  const [address, body, headers] =
    url === undefined
      ? [
          `${deps.serviceUrl}/webhooks/alertmanager`,
          payloadOf(alert, id),
          { authorization: `Bearer ${webhook}` },
        ]
      : [`${url}/api/v2/alerts`, [alert], {}];
  const whose = url === undefined ? "the service's webhook" : "Alertmanager";
  try {
    const response = await deps.fetch(address, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
      redirect: "error",
      signal,
    });
    if (response.ok) return undefined;
    return failure(
      `${whose} answers ${response.status} to the test alert`,
      url === undefined
        ? "give WEBHOOK_TOKEN the value that the service runs with"
        : "see that ALERTMANAGER_URL is the address of its API",
    );
  } catch (error) {
    signal.throwIfAborted();
    return failure(
      `${whose} is not reached: ${redact(messageOf(error))}`,
      url === undefined
        ? "set SERVICE_URL to where the service is"
        : "set ALERTMANAGER_URL to where it is reached from here",
    );
  }
}

/** As Alertmanager would send it. */
function payloadOf(alert: { labels: Record<string, string> }, id: string): object {
  const fingerprint = id.replaceAll(/[^0-9a-zA-Z]/g, "").slice(0, 16);
  return {
    version: "4",
    groupKey: "doctor",
    truncatedAlerts: 0,
    status: "firing",
    receiver: "doctor",
    groupLabels: {},
    commonLabels: alert.labels,
    commonAnnotations: {},
    externalURL: "",
    alerts: [{ status: "firing", ...alert, fingerprint }],
  };
}

const pageSchema = z.object({
  alerts: z.array(
    z.object({
      labels: z.record(z.string(), z.string()),
      incidentId: z.string().nullable(),
      reason: z.string().nullable(),
    }),
  ),
});

async function arrival(deps: Deps, { id, url, signal }: Sending): Promise<Seen> {
  if (deps.tokens.operator === null)
    return warning(
      "the test alert was sent; whether it arrived cannot be seen without the token of the API",
      "set OPERATOR_TOKEN, or DATA_DIR to the service's folder",
    );
  const deadlineMs = performance.now() + ARRIVAL_MS;
  const startedMs = performance.now();
  while (performance.now() < deadlineMs) {
    const found = await lookFor(deps, id, signal);
    if (typeof found === "string")
      return failure(found, "give OPERATOR_TOKEN the value that the service runs with");
    if (found !== undefined) return judged(found, { url, ms: performance.now() - startedMs });
    await deps.clock.sleep(LOOK_MS, signal);
  }
  return failure(
    "Alertmanager took the test alert, and it did not arrive within 5 minutes",
    "see that a route with `matchers: [kube_autofix = input]` leads to a webhook of this service, with its token (alerting/alertmanager.example.yaml), and Alertmanager's log",
  );
}

async function lookFor(deps: Deps, id: string, signal: AbortSignal) {
  const response = await deps.fetch(`${deps.serviceUrl}/api/v1/alerts?limit=200`, {
    headers: { authorization: `Bearer ${deps.tokens.operator}` },
    redirect: "error",
    signal,
  });
  if (response.status === 401 || response.status === 403) return `the API answers ${response.status}`;
  const page = pageSchema.safeParse(await response.json().catch(() => null)).data;
  return page?.alerts.find(({ labels }) => labels[TEST_ALERT.label] === id);
}

function judged(
  { incidentId, reason }: z.infer<typeof pageSchema>["alerts"][number],
  { url, ms }: { url: string | undefined; ms: number },
): Seen {
  if (incidentId !== null || reason === null)
    return failure(
      "the service took the test alert for a real one",
      "run the doctor of the version that the service has",
    );
  if (url !== undefined)
    return ok(`a test alert went through Alertmanager to the service in ${Math.round(ms / 1000)} s`);
  return warning(
    "the service's webhook takes alerts; whether Alertmanager finds it is not seen",
    "set ALERTMANAGER_URL, so that the test alert goes through it",
  );
}
