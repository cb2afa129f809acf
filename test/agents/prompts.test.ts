import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { autofixPrompt } from "../../src/agents/prompts/autofix-k8s.ts";
import { coderPrompt } from "../../src/agents/prompts/coder.ts";
import { humanHelpPrompt } from "../../src/agents/prompts/human-help.ts";
import { researcherPrompt } from "../../src/agents/prompts/researcher.ts";
import { supervisorPrompt } from "../../src/agents/prompts/supervisor.ts";
import { digestOf } from "../../src/core/json.ts";

const PROMPTS = [autofixPrompt, coderPrompt, humanHelpPrompt, researcherPrompt, supervisorPrompt];

it("has one prompt a role", async () => {
  const files = await readdir(join(import.meta.dirname, "../../src/agents/prompts"));
  expect(PROMPTS.map(({ name }) => `${name}.ts`)).toEqual(files.toSorted());
});

// The audit names a prompt by its version alone: other words under the same version would tell of what was never sent.
it("has the words that its version stands for: with new words raise the version, then put the digest here", () => {
  expect(
    PROMPTS.map(({ name, version, text }) => `${name}@${version} ${digestOf(text).slice(0, 12)}`),
  ).toMatchInlineSnapshot(`
      [
        "autofix-k8s@1 82e0c76cca88",
        "coder@1 ca2cf8355b27",
        "human-help@2 aef764ec7d4a",
        "researcher@1 42e352c5d513",
        "supervisor@2 d3e10f7b45b1",
      ]
    `);
});
