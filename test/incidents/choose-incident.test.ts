import { describe, expect, it } from "vitest";
import type { Incident } from "../../src/domain/incident.ts";
import type { Symptom } from "../../src/domain/symptom.ts";
import { type Candidate, chooseIncident } from "../../src/incidents/choose-incident.ts";
import { investigating } from "../domain/incident-stories.ts";

const NOW = new Date("2026-11-22T12:00:00Z");
const LATER = new Date("2026-11-22T12:01:00Z");
const candidate = (change: Partial<Incident>, symptoms: Symptom[] = []): Candidate => ({
  incident: { ...investigating(), ...change },
  symptoms: new Set(symptoms),
});
const chosen = (symptom: Symptom, ...candidates: Candidate[]) =>
  chooseIncident(candidates, symptom, NOW)?.incident.id;

const explained = candidate({ id: "explained", cause: "memory-limit-too-low", status: "verifying" });
const undiagnosed = candidate({ id: "undiagnosed" });
const unknown = candidate({ id: "unknown", cause: "unknown", status: "needs-person" }, ["other"]);
const watched = (outcome: Incident["outcome"], watchUntil: Date | null = LATER) =>
  candidate({ id: `${outcome}`, status: "closed", cause: "memory-limit-too-low", outcome, watchUntil });

describe("the incident that a symptom joins", () => {
  it.each<[string, Symptom, Candidate[], string | undefined]>([
    ["the one whose cause explains it", "oom-killed", [undiagnosed, explained], "explained"],
    ["else the undiagnosed one", "image-not-pulled", [explained, undiagnosed], "undiagnosed"],
    ["an open one before one that is watched", "oom-killed", [watched("fixed"), undiagnosed], "undiagnosed"],
    ["one that was fixed and watches", "oom-killed", [watched("fixed")], "fixed"],
    ["one that was declined and absorbs", "killed", [watched("declined")], "declined"],
    [
      "none that watches no longer",
      "oom-killed",
      [watched("fixed", NOW), watched("declined", null)],
      undefined,
    ],
    ["none that was merged", "oom-killed", [watched("merged")], undefined],
    ["none whose cause does not explain it", "image-not-pulled", [explained, watched("fixed")], undefined],
    ["the one of unknown cause that has shown it", "other", [unknown], "unknown"],
    ["not the one of unknown cause for something new", "oom-killed", [unknown], undefined],
    ["none where there is none", "oom-killed", [], undefined],
  ])("is %s", (_name, symptom, candidates, expected) => {
    expect(chosen(symptom, ...candidates)).toBe(expected);
  });
});
