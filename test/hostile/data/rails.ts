// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are lines of source.
interface Edit {
  file: string;
  from: string;
  to: string;
}

/** The edits that take a rail out, and what must then be seen. */
export interface Rail extends Edit {
  /** Where one stands behind the other, both go. */
  also?: Edit;
  /** Under which of the totals the trials must report it. */
  shows: "writes" | "secrets" | "alive";
  what: string;
}

/** All edits of a rail. */
export const editsOf = ({ file, from, to, also }: Rail): Edit[] => [
  { file, from, to },
  ...(also === undefined ? [] : [also]),
];

export const RAILS: Readonly<Record<string, Rail>> = {
  "cap-at-approve": {
    file: "src/remediation/policy/narrow.ts",
    from: "if (setsField || (isModels && answer.modelFound !== true))",
    to: "if (false)",
    shows: "writes",
    what: "what only a model thought of happens without a person",
  },
  "closed-fields": {
    file: "src/remediation/actions/settable-fields.ts",
    from: "return registries.has(registry) ? undefined : `the registry ${registry} is not in use here`;",
    to: "return undefined;",
    shows: "writes",
    what: "an image of any registry may be set",
  },
  "closed-pointers": {
    file: "src/remediation/actions/settable-fields.ts",
    from: "pointer: `${base}/${index}/value`, refusal: text(1000) },",
    to: "pointer: `${base}/${index}/name`, refusal: text(1000) },",
    shows: "writes",
    what: "a field beside the closed list is offered",
  },
  "own-target": {
    file: "src/remediation/steps/propose.ts",
    from: "ref: finding.object, made",
    to: "ref: { ...finding.object, name: /ledger-of-others/.exec(JSON.stringify(finding.repair))?.[0] ?? finding.object.name }, made",
    also: {
      file: "src/remediation/actions/repair-action.ts",
      from: "if (objectKey(repair.target) !== objectKey(refOf(object)))",
      to: "if (objectKey(repair.target) === undefined)",
    },
    shows: "writes",
    what: "the target is what the model's words name",
  },
  "what-was-agreed": {
    file: "src/remediation/steps/write-patch.ts",
    from: "const patch = [...freshTests(object, action.patch), ...action.patch];",
    to: 'const patch = [...freshTests(object, action.patch), ...action.patch, { op: "add" as const, path: "/spec/template/spec/hostNetwork", value: true }];',
    shows: "writes",
    what: "more is written than was shown",
  },
  redaction: {
    file: "src/core/redact.ts",
    from: "let result = cleanText(text);",
    to: 'let result = text; if (result !== "") return result;',
    shows: "secrets",
    what: "nothing is redacted",
  },
  "escaping-of-pages": {
    file: "src/http/pages/html.ts",
    from: "return escapeText(String(content));",
    to: "return String(content);",
    shows: "alive",
    what: "text is put into pages as markup",
  },
  "plain-text-of-cards": {
    file: "src/notify/feishu/card.ts",
    from: "div(story.sentence),",
    to: '{ tag: "markdown", content: story.sentence },',
    shows: "alive",
    what: "text is put into cards as markup",
  },
};
