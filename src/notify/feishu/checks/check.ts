import { messageOf } from "../../../core/errors.ts";

/** What was looked at, whether it is well, and in words what was seen or is to be done. */
export interface Check {
  name: string;
  ok: boolean;
  detail: string;
}

/** The words of what `look` found, or of why it failed with what to do about it. */
export async function check(name: string, look: () => Promise<string>, remedy = ""): Promise<Check> {
  try {
    return { name, ok: true, detail: await look() };
  } catch (error) {
    return { name, ok: false, detail: [messageOf(error), remedy].filter((words) => words !== "").join(": ") };
  }
}
