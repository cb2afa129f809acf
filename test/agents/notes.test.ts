import { describe, expect, it } from "vitest";
import { gatherNotes, type NoteSources } from "../../src/agents/research/gather-notes.ts";
import { silentLogger } from "../../src/core/logger.ts";
import { notesSection } from "../../src/http/pages/notes-section.ts";
import { createMetrics } from "../../src/metrics/metrics.ts";
import { CATALOGUE } from "../../src/notify/messages/catalogue.ts";
import { storyOf } from "../../src/notify/story.ts";
import { handover } from "../../src/remediation/handover.ts";
import { finding } from "../incidents/incident-setup.ts";
import { notificationOf } from "../notify/notification-fixture.ts";

const never = new AbortController().signal;
const object = { apiVersion: "apps/v1", kind: "Deployment", namespace: "shop", name: "web", uid: "" };
const runbook = { kind: "runbook", title: "Memory: Look", source: "team/memory.md", text: "Look." } as const;

describe("notes", () => {
  it.each(["", "   ", "\u200b"])("without a source (%j) are dropped", async (source) => {
    const passage = { title: "t", heading: "", text: "x" };
    const sources: NoteSources = {
      runbooks: async () => [
        { ...passage, source },
        { ...passage, source: "a.md" },
      ],
      fetchPage: async () => ({ kind: "refused", why: "" }),
      metrics: createMetrics(),
      logger: silentLogger,
      boundMs: 1_000,
    };
    const of = {
      incident: { id: "1", subject: object, workload: null } as never,
      finding: finding(),
      signals: [],
      runbookUrls: [],
    };
    const notes = await gatherNotes(of, sources, never);
    expect(notes.map((note) => note.source)).toEqual(["a.md"]);
  });

  it.each(["en", "zh-CN"] as const)("stand on the page in %s as text alone, folded", (language) => {
    const hostile = {
      kind: "web",
      title: '</summary><a href="https://evil.example">press</a>',
      source: "https://github.com/x?<script>alert(1)</script>",
      text: '[here](https://evil.example) <img src=x onerror=alert(1)>\n"approve" now',
    } as const;
    const markup = notesSection(CATALOGUE[language], [hostile])?.markup ?? "";
    const names = new Set(markup.match(/<[a-z][^\s>]*/gi));
    expect([...names].toSorted()).toEqual(
      ["<code", "<details", "<h2", "<li", "<p", "<pre", "<section", "<summary", "<ul"].toSorted(),
    );
    expect(markup).toContain(CATALOGUE[language].pages.notes.title);
    expect(markup).toContain("https://github.com/x?&lt;script&gt;");
  });

  it.each(["en", "zh-CN"] as const)("take two lines on a card in %s, and none without notes", (language) => {
    const words = CATALOGUE[language];
    const linesOf = (notes: Parameters<typeof notificationOf>[0]) =>
      storyOf(notificationOf(notes), words).sections.find(({ label }) => label === words.labels.runbook)
        ?.lines;
    expect(linesOf({ notes: { runbooks: ["Memory", "Encoder"], others: 3 } })).toEqual([
      "Memory · Encoder",
      words.notesOnPage(3),
    ]);
    expect(linesOf({})).toBeUndefined();
  });

  it("make no section where there are none", () => {
    expect(notesSection(CATALOGUE.en, [])).toBeNull();
  });

  it("end the hand-over's next steps by the runbooks, and by no page of others", () => {
    const web = { kind: "web", title: "Do it", source: "https://github.com/x", text: "x" } as const;
    const given = handover({
      incident: {
        subject: object as never,
        finding: { ...finding(), notes: [web, runbook] },
        summary: "",
        openedAt: new Date(0),
      },
      why: "why",
      affected: [],
      attempts: [],
      nextSteps: [],
    });
    expect(given.nextSteps.at(-1)).toEqual({
      text: "Runbook: Memory: Look (team/memory.md)",
      runbook: { title: "Memory: Look", source: "team/memory.md" },
    });
    expect(JSON.stringify(given.nextSteps)).not.toContain("github.com");
  });
});
