import type { Request, Response } from "express";
import { z } from "zod";
import { readBody } from "../middleware/read-body.ts";
import { notFound, Refusal } from "../refusal.ts";

/** Forms and decisions are small. */
const SMALL_BODY_BYTES = 64 * 1024;

/** Checks untrusted input; the refusal names the field. Throws 400. */
export function parseAs<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue?.path.map(String).join(".").slice(0, 100) || "the request";
  throw new Refusal(400, "invalid", `${field}: ${issue?.message ?? "not understood"}`, {}, { field });
}

const idSchema = z.uuid();

/** A path's id, looked at before the database is asked. Throws 404. */
export function incidentIdOf(request: Request): string {
  return idOf(request, "incident");
}

export function breakerIdOf(request: Request): string {
  return idOf(request, "breaker");
}

function idOf(request: Request, what: string): string {
  const parsed = idSchema.safeParse(request.params.id);
  if (!parsed.success) throw notFound(what);
  return parsed.data.toLowerCase();
}

export function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch (error) {
    throw new Refusal(400, "invalid-json", `The body is not JSON: ${jsonFault(error)}`);
  }
}

/** The parser quotes the body at the fault: kept short, for the answer may be logged by the caller. */
function jsonFault(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 160) : "it cannot be read";
}

export async function readJson(request: Request, response: Response): Promise<unknown> {
  return parseJson(
    await readBody(request, response, { type: "application/json", limitBytes: SMALL_BODY_BYTES }),
  );
}

export async function readForm(request: Request, response: Response): Promise<Record<string, string>> {
  const rule = { type: "application/x-www-form-urlencoded", limitBytes: SMALL_BODY_BYTES } as const;
  const body = await readBody(request, response, rule);
  return Object.fromEntries(new URLSearchParams(body.toString("utf8")));
}
