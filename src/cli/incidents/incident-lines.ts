import { cleanText } from "../../core/clean-text.ts";
import { planDiff } from "../../domain/plan-diff.ts";
import type { Colour, Paint } from "../colours.ts";
import { tableLines } from "../policy/table-lines.ts";
import type { IncidentDetail, SummaryJson } from "./incident-json.ts";

/** What comes from a cluster stands on one line, and moves no terminal. */
const line = (text: string) => cleanText(text).replace(/\s+/g, " ").trim();

const MINUTE_MS = 60_000;

/** As kubectl tells ages: "5m", "3h", "2d". */
export function ageText(at: string, now: Date): string {
  const minutes = Math.max(0, Math.floor((now.getTime() - Date.parse(at)) / MINUTE_MS));
  if (minutes < 60) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours}h` : `${Math.floor(hours / 24)}d`;
}

const COLOURS: Readonly<Record<string, Colour>> = {
  "awaiting-approval": "yellow",
  "needs-person": "red",
  applying: "cyan",
  verifying: "cyan",
  "rolling-back": "yellow",
};

function subjectText({ subject: { kind, namespace, name } }: SummaryJson): string {
  return line([kind, namespace, name].filter((part) => part !== "").join("/"));
}

const stateText = ({ status, outcome }: SummaryJson) =>
  outcome === null ? status : `${status} (${outcome})`;

/** A table, newest first. Pure. */
export function listLines(
  incidents: readonly SummaryJson[],
  { now, paint }: { now: Date; paint: Paint },
): string[] {
  const rows = incidents.map((incident) => [
    incident.id,
    ageText(incident.openedAt, now),
    stateText(incident),
    subjectText(incident),
    incident.cause ?? "",
    line(incident.summary),
  ]);
  const [head = "", ...body] = tableLines([["ID", "AGE", "STATUS", "SUBJECT", "CAUSE", "SUMMARY"], ...rows]);
  return [
    paint("bold", head),
    ...body.map((text, index) => {
      const colour = COLOURS[incidents[index]?.status ?? ""];
      return colour === undefined ? text : paint(colour, text);
    }),
  ];
}

/** One incident, from what it is to what happened. Pure. */
export function incidentLines(
  incident: IncidentDetail,
  { now, paint }: { now: Date; paint: Paint },
): string[] {
  const { finding, approval, attempts, handover, timeline } = incident;
  return [
    paint("bold", line(incident.summary)),
    `id        ${incident.id}`,
    `subject   ${subjectText(incident)}`,
    `status    ${stateText(incident)}, for ${ageText(incident.openedAt, now)}`,
    ...(finding === null ? [] : [`finding   ${incident.cause ?? "unknown"}: ${line(finding.sentence)}`]),
    ...planLines(incident, paint),
    ...(approval === null ? [] : [`approval  ${approvalText(approval, now)}`]),
    ...attempts.map(
      ({ number, result, proof }) =>
        `attempt   ${number}: ${result ?? "under way"}${proof ? `, proof ${proof}` : ""}`,
    ),
    ...(handover === null
      ? []
      : [
          `handover  ${line(handover.sentence)}`,
          ...handover.nextSteps.map(({ text }) => `          - ${line(text)}`),
        ]),
    paint("bold", "timeline"),
    ...timeline.map(
      ({ at, kind, text }) => `  ${at.slice(0, 19).replace("T", " ")}  ${kind.padEnd(18)}${line(text)}`,
    ),
  ];
}

/** What would be changed, as it is decided on. Pure. */
export function planLines({ plan }: Pick<IncidentDetail, "plan">, paint: Paint): string[] {
  if (plan === null) return [];
  return [
    `plan      ${plan.digest.slice(0, 12)}, risk ${plan.risk}: ${plan.verdict} by ${line(plan.rule)} (${line(plan.reason)})`,
    ...planDiff(plan).map((text) => `          ${diffText(cleanText(text), paint)}`),
  ];
}

function diffText(text: string, paint: Paint): string {
  if (text.startsWith("+")) return paint("green", text);
  return text.startsWith("-") ? paint("red", text) : text;
}

function approvalText({ state, expiresAt, by }: NonNullable<IncidentDetail["approval"]>, now: Date): string {
  if (state !== "pending") return `${state}${by === null ? "" : ` by ${line(by)}`}`;
  const minutes = Math.floor((Date.parse(expiresAt) - now.getTime()) / MINUTE_MS);
  return minutes < 0 ? "pending, and past its time" : `pending, for ${minutes} minutes more`;
}
