import type { z } from "zod";
import type { AnswerSchema, RequestSchema } from "./api-schemas.ts";

/** By what a caller is let in. */
export type Door = "open" | "webhook" | "token" | "session" | "link" | "signature";
export type Tag = "api" | "webhooks" | "health" | "pages";

export interface Answer {
  description: string;
  /** The name of a schema for JSON, else the media type; absent: no body. */
  body?: AnswerSchema | { type: string };
  /** A page for browsers, the reason in JSON for whoever asks for no page. */
  orError?: true;
}

interface Content {
  query?: z.ZodObject;
  /** The name of a schema for JSON; "form": fields of a page's form; "callback": what the chat sends. */
  body?: RequestSchema | "form" | "callback";
  /** Without the refusals of its door. */
  answers: Record<number, Answer>;
}

/** One method of one path, as the document tells of it. */
export interface Operation extends Content {
  method: "get" | "post";
  /** With `{name}` for what varies. */
  path: string;
  id: string;
  tag: Tag;
  door: Door;
  summary: string;
}

export const operations =
  (tag: Tag, door: Door) =>
  (route: `${"get" | "post"} /${string}`, id: string, summary: string, content: Content): Operation => {
    const [method, path = ""] = route.split(" ");
    return { method: method === "post" ? "post" : "get", path, id, tag, door, summary, ...content };
  };

export const refused = (description: string): Answer => ({ description, body: "Error" });

/** Answers that many operations have. */
export const NOT_FOUND = { 404: refused("There is no such thing.") };
export const INVALID = { 400: refused("A field is not understood; the message names it.") };
export const AWAY = { 503: refused("The database is away; try again after `Retry-After`.") };
export const BODY = {
  413: refused("The body is too large."),
  415: refused("The body is of another type, or encoded."),
};
