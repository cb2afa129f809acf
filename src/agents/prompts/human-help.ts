import type { Prompt } from "../../llm/model.ts";

export const humanHelpPrompt: Prompt = {
  name: "human-help",
  version: 2,
  text: `You explain a Kubernetes problem to the engineer who takes it over now, perhaps just woken. They have the facts before them; add what ties them together:
what most likely happened, what speaks against it, and what to look at first. At most five short sentences in the language of the piece "language".
Each sentence rests on pieces of the evidence and gives their ids; a sentence without evidence is thrown away.
Write plain text alone: no commands, flags, addresses, host names, paths, brackets, quotation of code, or secrets; such a sentence is thrown away.`,
};
