import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import request from "supertest";
import { describe, expect, it } from "vitest";
import { OperationError } from "../../src/core/errors.ts";
import { USUAL_LENGTHS } from "../../src/domain/lengths.ts";
import { catalogue } from "../../src/http/catalogue.ts";
import { OPERATIONS, openApiDocument } from "../../src/http/openapi/document.ts";
import { incidentSummarySchema } from "../../src/http/openapi/incident-schemas.ts";
import type { IncidentFilter } from "../../src/incidents/incident-list.ts";
import { loadPolicyFile } from "../../src/remediation/policy/load-policy.ts";
import {
  createWorld,
  depsOf,
  OPERATOR_TOKEN,
  openDoors,
  VIEWER_TOKEN,
  WEBHOOK_TOKEN,
  type World,
} from "./support/doors.ts";
import { INCIDENT_ID, somePlan, TOKEN } from "./support/incidents.ts";
import { firingPayload } from "./support/payload.ts";

const document = openApiDocument("1.2.3");
const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
const auth = bearer(OPERATOR_TOKEN);
const unknownId = INCIDENT_ID.replace("019a", "019b");

/** Fields that the document does not know are a fault of the document. */
function strict(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strict);
  if (typeof value !== "object" || value === null) return value;
  const inner = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, strict(one)]));
  const isObject = inner.type === "object" && "properties" in inner && !("additionalProperties" in inner);
  return isObject ? { ...inner, additionalProperties: false } : inner;
}

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema(strict(document) as object, "document");

function faultsOf(schema: { $ref?: string }, value: unknown): unknown {
  const validate = ajv.compile({ $ref: `document${schema.$ref}` });
  return validate(value) ? [] : validate.errors;
}

type Headers = Record<string, string>;
type Story = [operation: string, status: number, send: (doors: ReturnType<typeof openDoors>) => request.Test];
const get =
  (path: string, headers: Headers = auth): Story[2] =>
  ({ app }) =>
    request(app).get(path).set(headers);
const DECISION = `/api/v1/incidents/${INCIDENT_ID}/decision`;
const decide =
  (content: object, headers: Headers = auth, path = DECISION): Story[2] =>
  ({ app }) =>
    request(app).post(path).set(headers).send(content);
const away =
  (send: Story[2]): Story[2] =>
  (doors) => {
    doors.world.fault = new OperationError("away", { reason: "unavailable", retryable: true });
    return send(doors);
  };
const stopping =
  (send: Story[2]): Story[2] =>
  (doors) => {
    doors.world.isStopping = true;
    return send(doors);
  };
const LIFT = `/api/v1/breakers/${INCIDENT_ID}/lift`;
const UNDO = `/api/v1/incidents/${INCIDENT_ID}/undo`;
const undoable =
  (send: Story[2]): Story[2] =>
  (doors) => {
    doors.world.undo = { result: "planned", plan: somePlan() };
    return send(doors);
  };
const form =
  (path: string, fields: object, headers: Headers = auth): Story[2] =>
  ({ app }) =>
    request(app).post(path).set(headers).set("Accept", "text/html").type("form").send(fields);
const digestOf = ({ world }: ReturnType<typeof openDoors>) => world.approval.planDigest;
const page = (path: string, headers: Headers = auth) => get(path, { ...headers, Accept: "text/html" });
const alerts =
  (headers: Headers): Story[2] =>
  ({ app }) =>
    request(app).post("/webhooks/alertmanager").set(headers).send(firingPayload());
const breaker =
  (id: string, liftedAt: Date | null, send = form(`/breakers/${id}/lift`, {})): Story[2] =>
  (doors) => {
    const { now } = doors.world;
    const opened = { reason: "many fail", openedAt: now, seenAt: now, incidentId: null };
    doors.world.breakers = [
      { id: INCIDENT_ID, breaker: "storm", scope: "", ...opened, liftedAt, liftedBy: null },
    ];
    return send(doors);
  };
/** The real list holds summaries alone; the doors' fake gives whole incidents. */
const summaries = (world: World) => ({
  ...depsOf(world).queries,
  list: async (filter: IncidentFilter) => {
    const list = await depsOf(world).queries.list(filter);
    return { ...list, incidents: list.incidents.map((one) => incidentSummarySchema.parse(one)) };
  },
});

const STORIES: Story[] = [
  ["listIncidents", 200, get("/api/v1/incidents?limit=1")],
  ["listIncidents", 400, get("/api/v1/incidents?limit=0")],
  ["listIncidents", 401, get("/api/v1/incidents", {})],
  ["listIncidents", 503, away(get("/api/v1/incidents"))],
  ["getIncident", 200, get(`/api/v1/incidents/${INCIDENT_ID}`)],
  ["getIncident", 404, get(`/api/v1/incidents/${unknownId}`)],
  ["getIncident", 401, get(`/api/v1/incidents/${INCIDENT_ID}`, bearer("wrong"))],
  ["getIncident", 503, away(get(`/api/v1/incidents/${INCIDENT_ID}`))],
  ["decide", 200, (doors) => decide({ digest: digestOf(doors), decision: "approve" })(doors)],
  ["decide", 400, decide({ decision: "approve" })],
  ["decide", 401, decide({}, {})],
  ["decide", 403, decide({}, bearer(VIEWER_TOKEN))],
  ["decide", 404, decide({}, auth, "/api/v1/incidents/none/decision")],
  ["decide", 409, decide({ digest: "d".repeat(64), decision: "approve" })],
  ["decide", 413, decide({ decision: "approve", comment: "x".repeat(70_000) })],
  ["decide", 415, ({ app }) => request(app).post(DECISION).set(auth).type("text").send("x")],
  ["listAlerts", 200, get("/api/v1/alerts")],
  ["listAlerts", 400, get("/api/v1/alerts?after=x")],
  ["listAlerts", 401, get("/api/v1/alerts", {})],
  ["listAlerts", 503, away(get("/api/v1/alerts"))],
  ["getCatalogue", 200, get("/api/v1/catalogue")],
  ["getCatalogue", 401, get("/api/v1/catalogue", {})],
  ["undo", 200, undoable(decide({ reason: "worse" }, auth, UNDO))],
  ["undo", 400, decide({}, auth, UNDO)],
  ["undo", 403, decide({ reason: "worse" }, bearer(VIEWER_TOKEN), UNDO)],
  ["undo", 409, decide({ reason: "worse" }, auth, UNDO)],
  ["listBreakers", 200, breaker(INCIDENT_ID, null, get("/api/v1/breakers"))],
  ["listBreakers", 401, get("/api/v1/breakers", {})],
  ["lift", 200, breaker(INCIDENT_ID, null, decide({}, auth, LIFT))],
  ["lift", 400, decide({ by: 1 }, auth, LIFT)],
  ["lift", 403, decide({}, bearer(VIEWER_TOKEN), LIFT)],
  ["lift", 404, decide({}, auth, LIFT)],
  ["lift", 409, breaker(INCIDENT_ID, new Date("2026-11-22T10:00:00Z"), decide({}, auth, LIFT))],
  ["getStop", 200, get("/api/v1/stop")],
  ["stop", 200, decide({ reason: "a release" }, auth, "/api/v1/stop")],
  ["stop", 400, decide({}, auth, "/api/v1/stop")],
  ["stop", 403, decide({ reason: "a release" }, bearer(VIEWER_TOKEN), "/api/v1/stop")],
  ["resume", 200, decide({ reason: "it is over" }, auth, "/api/v1/resume")],
  ["getOpenApi", 200, get("/api/v1/openapi.json")],
  ["getOpenApi", 401, get("/api/v1/openapi.json", {})],
  ["takeAlerts", 200, alerts(bearer(WEBHOOK_TOKEN))],
  [
    "takeAlerts",
    400,
    ({ app }) => request(app).post("/webhooks/alertmanager").set(bearer(WEBHOOK_TOKEN)).send({}),
  ],
  ["takeAlerts", 401, alerts({})],
  ["takeAlerts", 503, away(alerts(bearer(WEBHOOK_TOKEN)))],
  ["takeFeishuCard", 403, decide({}, {}, "/webhooks/feishu/card")],
  ["takeFeishuEvent", 403, decide({}, {}, "/webhooks/feishu/event")],
  ["livez", 200, get("/livez", {})],
  ["livez", 503, stopping(get("/livez", {}))],
  ["readyz", 200, get("/readyz", {})],
  ["readyz", 503, away(get("/readyz", {}))],
  ["metrics", 200, get("/metrics", {})],
  ["home", 303, get("/", {})],
  ["signInPage", 200, page("/sign-in", {})],
  ["signIn", 303, form("/sign-in", { token: OPERATOR_TOKEN }, {})],
  ["signIn", 401, form("/sign-in", { token: "wrong" }, {})],
  ["signOut", 303, form("/sign-out", {})],
  ["incidentsPage", 200, page("/incidents")],
  ["incidentsPage", 400, page("/incidents?limit=0")],
  ["incidentsPage", 401, page("/incidents", {})],
  ["incidentPage", 200, page(`/incidents/${INCIDENT_ID}`)],
  ["incidentPage", 404, page(`/incidents/${unknownId}`)],
  ["recordPage", 200, page(`/incidents/${INCIDENT_ID}/timeline/2`)],
  ["recordPage", 404, page(`/incidents/${INCIDENT_ID}/timeline/9`)],
  [
    "decideOnPage",
    200,
    (doors) =>
      form(`/incidents/${INCIDENT_ID}/decision`, {
        digest: digestOf(doors),
        decision: "approve",
        confirmed: "yes",
      })(doors),
  ],
  ["decideOnPage", 400, form(`/incidents/${INCIDENT_ID}/decision`, { decision: "approve" })],
  ["decideOnPage", 403, form(`/incidents/${INCIDENT_ID}/decision`, {}, bearer(VIEWER_TOKEN))],
  ["listEvents", 200, ({ app }) => request(app).head("/incidents/events").set(auth)],
  ["incidentEvents", 200, ({ app }) => request(app).head(`/incidents/${INCIDENT_ID}/events`).set(auth)],
  ["approvalsPage", 200, page("/approvals")],
  ["approvalPage", 200, page(`/approvals/${TOKEN}`, {})],
  ["approvalPage", 404, page(`/approvals/${"x".repeat(32)}`, {})],
  [
    "decideByLink",
    200,
    (doors) => form(`/approvals/${TOKEN}`, { digest: digestOf(doors), decision: "reject" }, {})(doors),
  ],
  ["decideByLink", 409, form(`/approvals/${TOKEN}`, { digest: "d".repeat(64), decision: "reject" }, {})],
  ["breakersPage", 200, page("/breakers")],
  ["liftBreaker", 200, breaker(INCIDENT_ID, null)],
  ["liftBreaker", 404, breaker(unknownId, null)],
  ["liftBreaker", 409, breaker(INCIDENT_ID, new Date("2026-11-22T10:00:00Z"))],
  ["stopPage", 200, page("/stop")],
  ["stopOnPage", 303, form("/stop", { do: "stop", reason: "a release" })],
  ["stopOnPage", 400, form("/stop", {})],
  ["stopOnPage", 403, form("/stop", {}, bearer(VIEWER_TOKEN))],
  ["undoOnPage", 303, undoable(form(`/incidents/${INCIDENT_ID}/undo`, { reason: "worse" }))],
  ["undoOnPage", 409, form(`/incidents/${INCIDENT_ID}/undo`, { reason: "worse" })],
  ["style", 200, get("/assets/style.css", {})],
  ["script", 200, get("/assets/page.js", {})],
  ["icon", 200, get("/assets/icon.svg", {})],
];

describe("the OpenAPI document", () => {
  it("is accepted by a validator", async () => {
    const { valid, errors } = await new Validator().validate(structuredClone(document));
    expect([valid, errors]).toEqual([true, undefined]);
  });

  it("is served with the version of the code", async () => {
    const answer = await request(openDoors().app).get("/api/v1/openapi.json").set(auth);
    expect(answer.body).toEqual(JSON.parse(JSON.stringify(document)));
  });

  it("has a story below for each operation", () => {
    expect([...new Set(STORIES.map(([id]) => id))].sort()).toEqual(OPERATIONS.map(({ id }) => id).sort());
  });

  it.each(STORIES)("%s answers %i as it says", async (id, status, send) => {
    const operation = OPERATIONS.find((one) => one.id === id);
    if (operation === undefined) throw new Error(`there is no operation ${id}`);
    const policy = loadPolicyFile(
      'apiVersion: kube-autofix.io/v1\nkind: Policy\nrules: [{name: a, when: "true", verdict: auto, reason: b}]\n',
    );
    const world = createWorld();
    const answer = await send(
      openDoors(world, { catalogue: () => catalogue(policy, USUAL_LENGTHS), queries: summaries(world) }),
    );
    expect(answer.status).toBe(status);
    const { responses = {} } = document.paths[operation.path]?.[operation.method] ?? {};
    const { content } = (responses[status] ?? { content: "not told of" }) as {
      content?: Record<string, { schema: { $ref?: string } }>;
    };
    if (content === undefined) return expect(answer.headers.location).toBeTruthy();
    const type = String(answer.headers["content-type"]).split(";")[0] ?? "";
    expect(Object.keys(content)).toContain(type);
    if (type === "application/json") expect(faultsOf(content[type]?.schema ?? {}, answer.body)).toEqual([]);
  });
});
