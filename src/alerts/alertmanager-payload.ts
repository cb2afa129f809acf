import { z } from "zod";
import { OperationError } from "../core/errors.ts";

/** Longest values kept of untrusted text; Kubernetes names need 253 and the fingerprint covers the whole. */
const BOUNDS = { labels: 128, annotations: 64, nameChars: 256, labelChars: 1024, annotationChars: 4096 };

/** Text that PostgreSQL can store: without NUL and without halves of surrogate pairs. Cut, never refused: an alert outweighs its prose. */
const bounded = (chars: number) =>
  z.string().transform((text) => text.slice(0, chars).toWellFormed().replaceAll("\0", ""));

const textMap = (entries: number, chars: number) =>
  z.record(z.string(), bounded(chars)).transform((map) =>
    Object.fromEntries(
      Object.entries(map)
        .slice(0, entries)
        .map(([name, value]) => [name.slice(0, BOUNDS.nameChars).toWellFormed().replaceAll("\0", ""), value]),
    ),
  );

const time = z.iso.datetime({ offset: true });

export const alertSchema = z.object({
  status: z.enum(["firing", "resolved"]),
  labels: textMap(BOUNDS.labels, BOUNDS.labelChars),
  annotations: textMap(BOUNDS.annotations, BOUNDS.annotationChars).default({}),
  startsAt: time,
  /** Year 1 while the alert fires. */
  endsAt: time.optional(),
  generatorURL: bounded(BOUNDS.annotationChars).default(""),
  fingerprint: z.string().regex(/^[0-9a-zA-Z_-]{1,64}$/, "must be a fingerprint of letters and digits"),
});
export type Alert = z.infer<typeof alertSchema>;

/** Payload version 4. Fields that are not named here are accepted and dropped. Source: prometheus.io/docs/alerting/latest/configuration/#webhook_config */
export const alertmanagerPayloadSchema = z.object({
  version: z.literal("4"),
  status: z.enum(["firing", "resolved"]).optional(),
  receiver: bounded(BOUNDS.labelChars).default(""),
  groupKey: bounded(BOUNDS.annotationChars).default(""),
  /** How many alerts Alertmanager left out because of its own `max_alerts`. */
  truncatedAlerts: z.number().int().nonnegative().default(0),
  alerts: z.array(alertSchema),
});
export type AlertmanagerPayload = z.infer<typeof alertmanagerPayloadSchema>;

const versionSchema = z.looseObject({ version: z.unknown().optional() });

/** Throws OperationError `invalid`, whose message names the field that is wrong and what to do. */
export function parseAlertmanagerPayload(body: unknown): AlertmanagerPayload {
  const versioned = versionSchema.safeParse(body);
  if (!versioned.success) throw invalid("the body is not an Alertmanager webhook: send its JSON object");
  const { version } = versioned.data;
  if (version !== "4") {
    throw invalid(
      `version: ${typeof version === "string" ? `version ${JSON.stringify(version.slice(0, 20))} of` : "no version in"} the payload; ` +
        'only version "4" is understood: use Alertmanager 0.12 or newer with a webhook_config',
    );
  }
  const parsed = alertmanagerPayloadSchema.safeParse(body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw invalid(
    `${fieldName(issue?.path ?? [])}: ${issue?.message ?? "not understood"}; send what Alertmanager's webhook_config sends`,
    parsed.error,
  );
}

/** "alerts[3].startsAt". Keys come from the sender, so they are cut. */
function fieldName(path: readonly PropertyKey[]): string {
  const name = path.map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`)).join("");
  return JSON.stringify(name.replace(/^\./, "").slice(0, 200)).slice(1, -1);
}

const invalid = (message: string, cause?: unknown) =>
  new OperationError(message, { reason: "invalid", retryable: false, cause });
