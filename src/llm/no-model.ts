import type { Model } from "./model.ts";

/** What stands in where no model is configured: asked, it has no answer, and costs nothing. */
export const NO_MODEL: Model = {
  isOn: false,
  async ask({ agent, prompt }) {
    const record = {
      agent,
      prompt: `${prompt.name}@${prompt.version}`,
      model: "",
      digest: "",
      inputTokens: 0,
      outputTokens: 0,
      costMicros: null,
      ms: 0,
    };
    return { kind: "none", reason: "off", detail: "no model is configured", retryAfterMs: null, record };
  },
};
