import { incidentFilterSchema, pageSchema } from "../routes/incident-filter.ts";
import { AWAY, BODY, INVALID, NOT_FOUND, type Operation, operations, refused } from "./operation.ts";

const api = operations("api", "token");
const health = operations("health", "open");

const STOP_STATE = { description: "As it is now", body: "StopState" } as const;
const READS_ONLY = { 403: refused("The token only reads.") };

/** What programs call. */
export const PROGRAM_OPERATIONS: readonly Operation[] = [
  api("get /api/v1/incidents", "listIncidents", "Incidents, newest first", {
    query: incidentFilterSchema,
    answers: { 200: { description: "A page of them", body: "IncidentList" }, ...INVALID, ...AWAY },
  }),
  api(
    "get /api/v1/incidents/{id}",
    "getIncident",
    "One incident with its finding, plan, attempts and timeline",
    {
      answers: { 200: { description: "The incident", body: "Incident" }, ...NOT_FOUND, ...AWAY },
    },
  ),
  api(
    "post /api/v1/incidents/{id}/decision",
    "decide",
    "Approve or reject a plan by its digest, put it off, take over, pause, answer or hint",
    {
      body: "Decision",
      answers: {
        200: { description: "What came of it", body: "DecisionResult" },
        ...INVALID,
        403: refused("The token only reads, or the policy wants another door or other people."),
        ...NOT_FOUND,
        409: refused("Decided before, or another plan, or none, is asked about."),
        410: refused("Too late, or what the plan relied on has changed."),
        ...BODY,
        ...AWAY,
      },
    },
  ),
  api("get /api/v1/alerts", "listAlerts", "Alerts, each with its incident or the reason why it opened none", {
    query: pageSchema,
    answers: { 200: { description: "A page of them", body: "AlertList" }, ...INVALID, ...AWAY },
  }),
  api("get /api/v1/catalogue", "getCatalogue", "Causes, actions and the policy's rules in force", {
    answers: { 200: { description: "The catalogue", body: "Catalogue" } },
  }),
  api(
    "post /api/v1/incidents/{id}/undo",
    "undo",
    "Plan to put back what an incident's last change did: it goes through the policy",
    {
      body: "Undo",
      answers: {
        200: { description: "What became of the plan", body: "UndoPlan" },
        ...INVALID,
        ...READS_ONLY,
        ...NOT_FOUND,
        409: refused("It cannot be undone; the message says why."),
        ...BODY,
        ...AWAY,
      },
    },
  ),
  api("get /api/v1/breakers", "listBreakers", "What holds changes back, and what did before", {
    answers: {
      200: { description: "Those that are open, and the newest of the others", body: "BreakerHistory" },
      ...AWAY,
    },
  }),
  api("post /api/v1/breakers/{id}/lift", "lift", "Lift a breaker: changes may be made again", {
    body: "LiftBreaker",
    answers: {
      200: { description: "As it is now", body: "BreakerHistory" },
      ...INVALID,
      ...READS_ONLY,
      ...NOT_FOUND,
      409: refused("It was lifted before."),
      ...BODY,
      ...AWAY,
    },
  }),
  api("get /api/v1/stop", "getStop", "Whether all changes are stopped, by whom and why", {
    answers: { 200: STOP_STATE },
  }),
  api("post /api/v1/stop", "stop", "Stop all changes", {
    body: "StopOrResume",
    answers: { 200: STOP_STATE, ...INVALID, ...READS_ONLY, ...BODY, ...AWAY },
  }),
  api("post /api/v1/resume", "resume", "Let changes go on", {
    body: "StopOrResume",
    answers: { 200: STOP_STATE, ...INVALID, ...READS_ONLY, ...BODY, ...AWAY },
  }),
  api("get /api/v1/openapi.json", "getOpenApi", "This document", {
    answers: { 200: { description: "OpenAPI 3.1", body: "OpenApi" } },
  }),
  operations("webhooks", "webhook")(
    "post /webhooks/alertmanager",
    "takeAlerts",
    "Alertmanager's webhook, payload version 4: answered 200 once everything is stored",
    {
      body: "AlertmanagerWebhook",
      answers: {
        200: { description: "Stored", body: "Accepted" },
        400: refused("It is no such payload and never will be."),
        ...BODY,
        503: refused("Not stored, or too many wrong tokens: Alertmanager tries again."),
      },
    },
  ),
  ...(["card", "event"] as const).map((kind) =>
    operations("webhooks", "signature")(
      `post /webhooks/feishu/${kind}`,
      kind === "card" ? "takeFeishuCard" : "takeFeishuEvent",
      `The chat's callbacks (${kind}), proven by their signature`,
      { body: "callback", answers: { 200: { description: "Taken", body: "Callback" }, ...BODY } },
    ),
  ),
  health("get /livez", "livez", "Whether this process is of any use", {
    answers: {
      200: { description: "Alive", body: "Alive" },
      503: { description: "Stopping, or blocked", body: "Alive" },
    },
  }),
  health("get /readyz", "readyz", "Whether work can be taken in, part by part", {
    answers: {
      200: { description: "Ready", body: "Ready" },
      503: { description: "Not ready", body: "Ready" },
    },
  }),
  health("get /metrics", "metrics", "Metrics for Prometheus", {
    answers: { 200: { description: "Text format", body: { type: "text/plain" } } },
  }),
];
