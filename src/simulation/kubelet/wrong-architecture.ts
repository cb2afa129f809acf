import type { Container } from "../store/objects.ts";
import { ANSWERS_ALL } from "./probes/answers.ts";
import type { RunPlan } from "./run-plan.ts";

/** A program of another processor starts and ends at once. */
export function wrongArchitecture({ command: [program = "/docker-entrypoint.sh"] = [] }: Container): RunPlan {
  return {
    readyAfterMs: 0,
    end: { afterMs: 40, exitCode: 255, reason: "Error" },
    answers: { ...ANSWERS_ALL, ports: [] },
    startLog: [],
    endLog: [`exec ${program}: exec format error`],
  };
}
