import type { Container } from "../../store/objects.ts";
import type { ImageRule } from "../behaviour.ts";
import { ANSWERS_ALL } from "../probes/answers.ts";
import type { RunPlan } from "../run-plan.ts";
import { programThatShellLacks } from "./shell-without-program.ts";

const AT_ONCE_MS = 40;

const ends = (exitCode: number, line: string): RunPlan => ({
  readyAfterMs: 0,
  end: { afterMs: AT_ONCE_MS, exitCode, reason: "Error" },
  answers: { ...ANSWERS_ALL, ports: [] },
  startLog: [],
  endLog: [line],
});

/** The run of a program that starts and ends at once, because it is none that this node or this image can run. */
export function unrunnable(container: Container, rule: ImageRule | undefined): RunPlan | undefined {
  const [program = "/docker-entrypoint.sh"] = container.command ?? [];
  if (rule?.outcome === "wrong-architecture") return ends(255, `exec ${program}: exec format error`);
  const missing = programThatShellLacks(container, rule);
  if (missing === undefined) return undefined;
  return ends(127, `${program.split("/").at(-1)}: 1: ${missing}: not found`);
}
