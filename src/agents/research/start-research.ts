import type { Kysely } from "kysely";
import type { Config } from "../../config/config.ts";
import type { Clock } from "../../core/clock.ts";
import { given } from "../../core/given.ts";
import type { Ids } from "../../core/ids.ts";
import type { Logger } from "../../core/logger.ts";
import type { Tables } from "../../database/tables.ts";
import { findRunbooks } from "../../incidents/research/runbook-library.ts";
import { runbookUrls } from "../../incidents/research/runbook-urls.ts";
import { createIncidentSearch } from "../../incidents/research/search-ledger.ts";
import type { Metrics } from "../../metrics/metrics.ts";
import type { ResearchPolicy } from "../../remediation/policy/policy.ts";
import { fetchPage } from "../../search/runbooks/fetch-page.ts";
import { publicLookup } from "../../search/runbooks/public-lookup.ts";
import { createTavilySearch } from "../../search/tavily-search.ts";
import type { AgentDeps } from "../nodes/deps.ts";
import { gatherNotes, type NoteSources } from "./gather-notes.ts";
import { loadRunbooks } from "./load-runbooks.ts";

export interface ResearchOptions {
  config: Config["research"];
  /** As the policy says now. */
  allowed: () => ResearchPolicy;
  db: Kysely<Tables>;
  clock: Clock;
  ids: Ids;
  metrics: Metrics;
  logger: Logger;
}

const MOST_RUNBOOKS = 3;
const SEARCH_SECONDS = 6;
const BOUND_MS = 8_000;

/** Where the Researcher looks beside the cluster: runbooks, the pages that alerts name, and the web where there is a key. */
export async function startResearch(options: ResearchOptions): Promise<AgentDeps["notesOf"]> {
  const { config, allowed, db, metrics, logger } = options;
  const runbooks = await loadRunbooks({ db, folder: config.runbooksDir, clock: options.clock, logger });
  const { apiKey, baseUrl } = config.tavily;
  const pages = { hosts: () => allowed().runbookHosts, lookup: publicLookup() };
  const web =
    apiKey() !== undefined &&
    createTavilySearch({
      apiKey: () => apiKey() ?? "",
      timeoutSeconds: SEARCH_SECONDS,
      domains: () => allowed().domains,
      ...given("baseUrl", baseUrl),
    });
  const sources: NoteSources = {
    runbooks: async (query) => {
      await runbooks.refresh();
      return findRunbooks(db, query, MOST_RUNBOOKS);
    },
    ...(web && { web: createIncidentSearch({ ...options, web, limits: config.searches }) }),
    fetchPage: (address, signal) => fetchPage(address, pages, signal),
    metrics,
    logger,
    boundMs: BOUND_MS,
  };
  return async (incident, finding, signals, signal) =>
    gatherNotes(
      { incident, finding, signals, runbookUrls: await runbookUrls(db, incident.id) },
      sources,
      signal,
    );
}
