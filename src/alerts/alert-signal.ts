import { redact } from "../core/redact.ts";
import { severityOf } from "../domain/severity.ts";
import type { NewSignal } from "../domain/signal.ts";
import type { Symptom } from "../domain/symptom.ts";
import { suspectOfLabels } from "./alert-suspect.ts";
import type { Alert } from "./alertmanager-payload.ts";
import { ALERT_NAME_PATTERNS, ALERT_NAMES, REASON_SYMPTOMS } from "./data/alert-names.ts";
import { isTestAlert, TEST_REASON } from "./test-alert.ts";

const DETAIL_CHARS = 300;

/** The symptom that an alert tells of, or the reason why it is none: that is stored with the alert and shown. */
export function signalOfAlert(
  alert: Alert,
  options: { clusterName?: string },
): NewSignal | { reason: string } {
  if (isTestAlert(alert.labels)) return { reason: TEST_REASON };
  if (alert.status === "resolved") return { reason: "the alert is resolved, which is no symptom" };
  const cluster = alert.labels.cluster;
  if (options.clusterName !== undefined && cluster !== undefined && cluster !== options.clusterName) {
    return {
      reason: `the alert is of cluster ${redact(cluster).slice(0, 100)}, not of ${options.clusterName}`,
    };
  }
  const suspect = suspectOfLabels(alert.labels);
  if ("reason" in suspect) return suspect;
  const at = new Date(alert.startsAt).toISOString();
  return {
    key: `alert:${alert.fingerprint}:${at}`,
    source: "alertmanager",
    symptom: symptomOf(alert.labels),
    suspect,
    at,
    detail: detailOf(alert),
    severity: severityOf(alert.labels.severity),
  };
}

function symptomOf(labels: Alert["labels"]): Symptom {
  const byReason = REASON_SYMPTOMS.get(labels.reason ?? "");
  if (byReason !== undefined) return byReason;
  const name = labels.alertname ?? "";
  return (
    ALERT_NAMES.get(name)?.symptom ??
    ALERT_NAME_PATTERNS.find(({ pattern }) => pattern.test(name))?.symptom ??
    "other"
  );
}

function detailOf(alert: Alert): string {
  const { summary, message, description } = alert.annotations;
  const text = summary ?? message ?? description ?? "";
  const name = alert.labels.alertname ?? "alert";
  const line = redact(text === "" ? name : `${name}: ${text}`).replace(/\s+/g, " ");
  return line.slice(0, DETAIL_CHARS).toWellFormed();
}
