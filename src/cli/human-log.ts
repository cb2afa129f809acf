import { z } from "zod";
import { cleanText } from "../core/clean-text.ts";
import type { Colour, Paint } from "./colours.ts";

const entrySchema = z.looseObject({ level: z.string(), time: z.string(), msg: z.string().default("") });

const COLOURS: Readonly<Record<string, Colour>> = { error: "red", warn: "yellow", debug: "dim" };

/** A line of the log for whoever reads it on a terminal; one that is none is given as it is. Pure. */
export function humanLine(text: string, paint: Paint): string {
  const entry = entrySchema.safeParse(jsonOf(text)).data;
  if (entry === undefined) return `${oneLine(text)}\n`;
  const { level, time, msg, ...fields } = entry;
  const colour = COLOURS[level];
  const head = `${paint("dim", time.slice(11, 19))} ${colour === undefined ? level.padEnd(5) : paint(colour, level.padEnd(5))}`;
  const more = Object.entries(fields).map(([name, value]) => paint("dim", `${name}=${valueText(value)}`));
  return `${[head, oneLine(msg), ...more].join(" ")}\n`;
}

/** What comes from a cluster moves no terminal. */
const oneLine = (text: string) => cleanText(text).replace(/\s+/g, " ").trim();

function valueText(value: unknown): string {
  const text = oneLine(typeof value === "string" ? value : JSON.stringify(value));
  return /[\s="]/.test(text) && typeof value === "string" ? JSON.stringify(text) : text;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
