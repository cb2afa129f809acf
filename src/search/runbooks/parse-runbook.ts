import { parse as parseYaml } from "yaml";
import { z } from "zod";
import { cleanText } from "../../core/clean-text.ts";
import { redact } from "../../core/redact.ts";

/** One section of a runbook: what is found, shown and cited. */
export interface Passage {
  /** Path below the folder of runbooks, or the address of the page. */
  source: string;
  title: string;
  /** "" for what stands before the first section. */
  heading: string;
  text: string;
  /** Causes and alert names that the runbook says it is for; empty where it says nothing. */
  causes: string[];
  alerts: string[];
}

const MAX_TEXT = 3_000;
const MAX_LINE = 200;
const MAX_PASSAGES = 40;

const words = z.union([z.string().transform((one) => [one]), z.array(z.string())]).catch([]);
const frontMatterSchema = z.object({ causes: words, alerts: words });

/**
 * The sections of a Markdown text. It may begin with YAML front matter that names `causes` and `alerts`. Untrusted: what
 * comes out is cleaned, redacted and bounded, and nothing in it is followed.
 */
export function parseRunbook(markdown: string, source: string): Passage[] {
  const { about, body } = splitFrontMatter(redact(cleanText(markdown)));
  const sections = sectionsOf(body);
  const title = (sections.find(({ level }) => level === 1)?.heading ?? fileName(source)).slice(0, MAX_LINE);
  return sections
    .map(({ level, heading, lines }) => ({
      source,
      title,
      heading: level <= 1 ? "" : heading.slice(0, MAX_LINE),
      text: lines.join("\n").trim().slice(0, MAX_TEXT),
      causes: about.causes.slice(0, 50),
      alerts: about.alerts.slice(0, 50),
    }))
    .filter(({ text }) => text !== "")
    .slice(0, MAX_PASSAGES);
}

const fileName = (source: string) =>
  (source.split("/").at(-1) ?? source).replace(/\.(?:md|markdown)$/i, "") || "runbook";

function splitFrontMatter(text: string) {
  const none = { causes: [], alerts: [] };
  const end = text.startsWith("---\n") ? text.indexOf("\n---\n", 3) : -1;
  if (end < 0 || end > 4_000) return { about: none, body: text };
  const about = frontMatterSchema.safeParse(yamlOf(text.slice(4, end))).data ?? none;
  return { about, body: text.slice(end + 5) };
}

function yamlOf(text: string): unknown {
  try {
    return parseYaml(text, { maxAliasCount: 0 });
  } catch {
    return undefined;
  }
}

interface Section {
  level: number;
  heading: string;
  lines: string[];
}

/** Cut at headings of the first and second level; what looks like one inside a fence is code. */
function sectionsOf(body: string): Section[] {
  const sections: Section[] = [{ level: 0, heading: "", lines: [] }];
  let isFenced = false;
  for (const line of body.split("\n")) {
    if (/^\s{0,3}(?:```|~~~)/.test(line)) isFenced = !isFenced;
    const [, marks, heading] = (!isFenced && /^(#{1,2})[ \t]+(\S.{0,300})$/.exec(line)) || [];
    if (marks !== undefined && heading !== undefined)
      sections.push({ level: marks.length, heading: heading.replace(/[ \t]*#*[ \t]*$/, ""), lines: [] });
    else sections.at(-1)?.lines.push(line);
  }
  return sections;
}
