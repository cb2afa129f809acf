import { planDiff } from "../../domain/plan-diff.ts";
import type { IncidentJson } from "./service-client.ts";

export interface Narrator {
  heading(text: string): void;
  line(text: string): void;
  /** Prints what is new in the incident since the last call. */
  follow(incident: IncidentJson): void;
  end(isAsItShould: boolean, text: string): void;
}

const DIM = "\u001b[2m";
const BOLD = "\u001b[1m";
const GREEN = "\u001b[32m";
const RED = "\u001b[31m";
const RESET = "\u001b[0m";

/** Tells a story line by line as it happens; colours only where a terminal shows them. */
export function createNarrator(write: (text: string) => void, hasColours: boolean): Narrator {
  const paint = (colour: string, text: string) => (hasColours ? `${colour}${text}${RESET}` : text);
  let told = 0;
  let shownPlan = "";
  return {
    heading(text) {
      told = 0;
      shownPlan = "";
      write(`\n${paint(BOLD, text)}\n`);
    },
    line: (text) => write(`  ${text}\n`),
    follow(incident) {
      for (const entry of incident.timeline.slice(told)) {
        write(`  ${paint(DIM, entry.at.slice(11, 19))} ${entry.kind.padEnd(16)} ${entry.text}\n`);
      }
      told = incident.timeline.length;
      if (incident.plan !== null && incident.plan.digest !== shownPlan) {
        shownPlan = incident.plan.digest;
        for (const line of planDiff(incident.plan)) write(`           ${paintDiff(line, paint)}\n`);
        write(
          `           verdict ${incident.plan.verdict} by ${incident.plan.rule}: ${incident.plan.reason}\n`,
        );
      }
    },
    end: (isAsItShould, text) =>
      write(`  ${isAsItShould ? paint(GREEN, "ok") : paint(RED, "NOT AS EXPECTED")} ${text}\n`),
  };
}

function paintDiff(line: string, paint: (colour: string, text: string) => string): string {
  if (line.startsWith("+")) return paint(GREEN, line);
  if (line.startsWith("-")) return paint(RED, line);
  return line;
}
