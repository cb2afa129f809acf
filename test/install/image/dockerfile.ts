import { DockerfileParser } from "dockerfile-ast";

export interface Instruction {
  keyword: string;
  /** On one line, as written: nothing is expanded. */
  args: string;
}
export type Stage = readonly Instruction[];

/** The stages of a Dockerfile; each begins with its FROM, and what stands before the first one is left out. */
export function stagesOf(text: string): Stage[] {
  const lines = text.split("\n");
  const stages: Instruction[][] = [];
  for (const instruction of DockerfileParser.parse(text).getInstructions()) {
    const keyword = instruction.getKeyword();
    const { start, end } = instruction.getRange();
    const whole = lines.slice(start.line, end.line + 1).join("\n");
    const args = whole.replaceAll(/\\\n\s*/g, "").replace(/^\w+\s+/, "");
    if (keyword === "FROM") stages.push([]);
    stages.at(-1)?.push({ keyword, args });
  }
  return stages;
}

/** The name that `FROM ... AS name` gives a stage. */
export const nameOf = (stage: Stage): string => / AS (\S+)$/i.exec(stage[0]?.args ?? "")?.[1] ?? "";
