import { componentSchemas, type JsonSchema, parameterSchemas, referenceTo } from "./component-schemas.ts";
import { type Answer, type Door, type Operation, refused } from "./operation.ts";
import { PAGE_OPERATIONS } from "./page-operations.ts";
import { PROGRAM_OPERATIONS } from "./program-operations.ts";

export const OPERATIONS: readonly Operation[] = [...PROGRAM_OPERATIONS, ...PAGE_OPERATIONS];

export interface OpenApiDocument {
  openapi: string;
  paths: Record<string, Record<string, { responses: Record<string, unknown>; [key: string]: unknown }>>;
  components: { schemas: Record<string, JsonSchema>; [key: string]: unknown };
  [key: string]: unknown;
}

const NO_TOKEN = { 401: refused("The token is missing or wrong.") };
const GUESSED = {
  429: refused("Too many wrong tokens came from this address; `Retry-After` says how long."),
};
const SIGN_IN: Record<number, Answer> = {
  401: { description: "The sign-in page, or the reason in JSON", body: { type: "text/html" }, orError: true },
};

/** How each door refuses, and what opens it. */
export const DOORS: Record<Door, { answers: Record<number, Answer>; security: Record<string, []>[] }> = {
  open: { answers: {}, security: [] },
  webhook: { answers: NO_TOKEN, security: [{ webhookToken: [] }, { webhookPassword: [] }] },
  token: { answers: { ...NO_TOKEN, ...GUESSED }, security: [{ operatorToken: [] }] },
  session: { answers: SIGN_IN, security: [{ session: [] }, { operatorToken: [] }] },
  link: { answers: {}, security: [] },
  signature: { answers: { 403: refused("The callback was not taken.") }, security: [] },
};

const SECURITY_SCHEMES = {
  operatorToken: {
    type: "http",
    scheme: "bearer",
    description: "OPERATOR_TOKEN, or VIEWER_TOKEN to read",
  },
  webhookToken: { type: "http", scheme: "bearer", description: "WEBHOOK_TOKEN" },
  webhookPassword: { type: "http", scheme: "basic", description: "WEBHOOK_TOKEN as the password" },
  session: { type: "apiKey", in: "cookie", name: "kube-autofix-session", description: "Opened by /sign-in" },
};

/** OpenAPI 3.1 of every door but the guard's, which the API server alone calls. */
export function openApiDocument(version: string): OpenApiDocument {
  const paths: OpenApiDocument["paths"] = {};
  for (const operation of OPERATIONS) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: described(operation) };
  }
  return {
    openapi: "3.1.1",
    info: {
      title: "kube-autofix",
      version,
      description: "Times are RFC 3339. Fields may be added; clients ignore those that they do not know.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    tags: [
      { name: "api", description: "For programs" },
      { name: "webhooks", description: "For Alertmanager and the chat" },
      { name: "health", description: "For the kubelet and Prometheus" },
      { name: "pages", description: "For people" },
    ],
    paths,
    components: { schemas: componentSchemas(), securitySchemes: SECURITY_SCHEMES },
  };
}

function described({ id, tag, door, summary, path, query, body, answers }: Operation) {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => ({
    ...{ name, in: "path", required: true },
    schema: PATH_SCHEMAS[name] ?? { type: "string" },
  }));
  const inQuery = Object.entries(query === undefined ? {} : parameterSchemas(query)).map(
    ([name, schema]) => ({
      ...{ name, in: "query", required: false },
      schema,
    }),
  );
  const parameters = [...inPath, ...inQuery];
  const all = { ...DOORS[door].answers, ...answers };
  return {
    operationId: id,
    tags: [tag],
    summary,
    security: DOORS[door].security,
    ...(parameters.length > 0 && { parameters }),
    ...(body !== undefined && { requestBody: { required: true, content: requestContent(body) } }),
    responses: Object.fromEntries(
      Object.entries(all).map(([status, answer]) => [status, responseOf(answer)]),
    ),
  };
}

const PATH_SCHEMAS: Record<string, JsonSchema> = {
  id: { type: "string", format: "uuid" },
  sequence: { type: "integer", minimum: 1 },
};

function requestContent(body: NonNullable<Operation["body"]>) {
  if (body === "form") return { "application/x-www-form-urlencoded": { schema: { type: "object" } } };
  const schema = body === "callback" ? { type: "object" } : referenceTo(body);
  return { "application/json": { schema } };
}

function responseOf({ description, body, orError }: Answer) {
  if (body === undefined) return { description };
  const json = (name: string) => ({ "application/json": { schema: referenceTo(name) } });
  if (typeof body === "string") return { description, content: json(body) };
  return {
    description,
    content: { [body.type]: { schema: { type: "string" } }, ...(orError && json("Error")) },
  };
}
