import type { Container } from "../../store/objects.ts";
import type { ImageRule } from "../behaviour.ts";

const SHELLS = /(^|\/)(sh|bash|ash|dash)$/;
const BUILT_IN =
  /^(cd|echo|exec|exit|export|for|if|set|sleep|source|test|trap|true|ulimit|until|wait|while|\.|:|\[|\$|\(|\{)/;

/** The program that a shell is told to run and does not find in the image. */
export function programThatShellLacks(
  { command = [], args = [] }: Container,
  rule: ImageRule | undefined,
): string | undefined {
  const [shell = "", flag = "", script = ""] = [...command, ...args];
  if (!rule?.commands || !SHELLS.test(shell) || !/^-[a-z]*c$/.test(flag)) return undefined;
  const words = script
    .trim()
    .replace(/^exec\s+/, "")
    .split(/\s+/);
  const program = words.find((word) => !/^[A-Za-z_][A-Za-z0-9_]*=/.test(word)) ?? "";
  return program === "" || BUILT_IN.test(program) || rule.commands.includes(program) ? undefined : program;
}
