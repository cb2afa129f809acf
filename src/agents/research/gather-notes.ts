import { cleanText } from "../../core/clean-text.ts";
import type { Logger } from "../../core/logger.ts";
import { redact } from "../../core/redact.ts";
import type { Finding } from "../../domain/finding.ts";
import type { Incident } from "../../domain/incident.ts";
import { type Note, noteSchema } from "../../domain/note.ts";
import type { Signal } from "../../domain/signal.ts";
import type { FoundPassage, RunbookQuery } from "../../incidents/research/runbook-library.ts";
import type { IncidentSearch } from "../../incidents/research/search-ledger.ts";
import type { Metrics } from "../../metrics/metrics.ts";
import { publicQuery } from "../../search/public-query.ts";
import type { Fetched } from "../../search/runbooks/fetch-page.ts";
import { publicProblem } from "./public-problem.ts";

export interface Case {
  incident: Incident;
  finding: Finding;
  signals: readonly Signal[];
  /** The `runbook_url` of its alerts, untrusted. */
  runbookUrls: readonly string[];
}

export interface NoteSources {
  runbooks(query: RunbookQuery): Promise<FoundPassage[]>;
  /** Absent without a key. */
  web?: IncidentSearch;
  fetchPage(address: string, signal: AbortSignal): Promise<Fetched>;
  metrics: Pick<Metrics, "searches">;
  logger: Logger;
  /** How long all of it may take, in wall time. */
  boundMs: number;
}

const MAX_PAGE_TEXT = 1_500;
const SURE = 0.9;

/**
 * What others wrote about such a problem. Runbooks that are at hand are always looked at; pages and the web only where a
 * person will be needed, since nothing that they say changes what is done. Whatever fails is gone without.
 */
export async function gatherNotes(of: Case, sources: NoteSources, signal: AbortSignal): Promise<Note[]> {
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(sources.boundMs)]);
  const needsPerson =
    of.finding.repair === null && of.finding.memory === null && of.finding.rollback === null;
  const isOpen = needsPerson || of.finding.confidence < SURE;
  const gathered = await Promise.all([
    ownRunbooks(of, sources),
    isOpen ? alertRunbooks(of, sources, bounded) : [],
    isOpen ? webPages(of, sources, bounded) : [],
  ]);
  signal.throwIfAborted();
  return gathered.flat();
}

async function ownRunbooks({ finding, signals }: Case, { runbooks, logger }: NoteSources): Promise<Note[]> {
  const alerts = signals.flatMap(({ source, suspect }) =>
    source === "alertmanager" ? (suspect.labels.alertname ?? []) : [],
  );
  try {
    const text = [finding.cause.replaceAll("-", " "), finding.sentence].join(" ");
    const found = await runbooks({ cause: finding.cause, alerts: [...new Set(alerts)], text });
    return found.flatMap(({ source, title, heading, text: body }) =>
      note("runbook", heading === "" ? title : `${title}: ${heading}`, source, body),
    );
  } catch (error) {
    logger.warn({ error: String(error) }, "runbooks could not be searched");
    return [];
  }
}

async function alertRunbooks(
  { incident, runbookUrls }: Case,
  { fetchPage, logger }: NoteSources,
  signal: AbortSignal,
): Promise<Note[]> {
  const [url] = runbookUrls;
  if (url === undefined) return [];
  const fetched = await fetchPage(url, signal);
  if (fetched.kind === "page")
    return note("alert-runbook", "Runbook of the alert", fetched.url, fetched.text);
  logger.info({ incident: incident.id, why: fetched.why }, "the runbook of the alert was not read");
  return [];
}

async function webPages(of: Case, { web, metrics }: NoteSources, signal: AbortSignal): Promise<Note[]> {
  if (web === undefined) return [];
  const query = publicQuery(publicProblem(of.incident, of.finding, of.signals));
  const { result, notes } = await web
    .search({ incidentId: of.incident.id, query }, signal)
    .catch(() => ({ result: "failed" as const, notes: [] }));
  metrics.searches.inc({ result });
  return notes;
}

/** A note without a source is none. */
function note(kind: Note["kind"], title: string, source: string, text: string): Note[] {
  const parsed = noteSchema.safeParse({
    kind,
    title: redact(cleanText(title)).replaceAll("\n", " ").slice(0, 200),
    source: cleanText(source).trim().slice(0, 2_000),
    text: redact(cleanText(text)).slice(0, MAX_PAGE_TEXT).trim(),
  });
  return parsed.success ? [parsed.data] : [];
}
