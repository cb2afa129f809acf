import type { IncomingMessage } from "node:http";
import type { ResourceType } from "../store/resource-types.ts";
import { badRequest, invalidOptions, StatusError } from "./status-error.ts";

/** One request to a resource, taken apart. */
export interface ApiRequest {
  method: string;
  type: ResourceType;
  /** Key of the resource in the store. */
  resource: string;
  namespace: string | undefined;
  name: string | undefined;
  subresource: string | undefined;
  query: URLSearchParams;
  contentType: string;
  body: string;
  manager: string;
  dryRun: boolean;
}

const LIMIT_BYTES = 3 * 1024 * 1024;

export async function readBody(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message) {
    size += (chunk as Buffer).length;
    if (size > LIMIT_BYTES)
      throw new StatusError(
        413,
        "RequestEntityTooLarge",
        `Request entity too large: limit is ${LIMIT_BYTES}`,
      );
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString("utf8");
}

const OPTION_KINDS: Record<string, string> = {
  POST: "CreateOptions",
  PUT: "UpdateOptions",
  PATCH: "PatchOptions",
};

export function dryRunOf(method: string, query: URLSearchParams): boolean {
  const values = query.getAll("dryRun");
  if (values.length === 0) return false;
  if (values.length === 1 && values[0] === "All") return true;
  throw invalidOptions(OPTION_KINDS[method] ?? "DeleteOptions", {
    reason: "FieldValueNotSupported",
    message: `Unsupported value: ${JSON.stringify(values)}: supported values: "All"`,
    field: "dryRun",
  });
}

/** A JSON object, or the refusal that the server has for what is none. */
export function parseObject(body: string, kind: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch (error) {
    throw badRequest(
      `the object provided is unrecognized (must be of type ${kind}): couldn't get version/kind; json parse error: ${String(error)}`,
    );
  }
  if (value === null || typeof value !== "object" || Array.isArray(value))
    throw badRequest(`the object provided is unrecognized (must be of type ${kind})`);
  return value as Record<string, unknown>;
}
