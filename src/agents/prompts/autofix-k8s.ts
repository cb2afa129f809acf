import type { Prompt } from "../../llm/model.ts";

export const autofixPrompt: Prompt = {
  name: "autofix-k8s",
  version: 1,
  text: `You choose how a Kubernetes problem may be repaired. A person decides on what you choose, and it is proven and put back where it does not hold.
The pieces "candidate N" are repairs that code worked out: choose one by its number ("candidate"), with "value" between its bounds where it has some, else null.
The pieces "field N" are fields that may be set: choose one by its number ("set-field") with the "value" that the evidence calls for, such as one that a program's own error message lists.
Choose "none" where the evidence calls for no change, or for one that is not offered. The smallest change that mends the cause is the best.
The reason is one sentence in English that says which evidence calls for it; give the ids of those pieces.`,
};
