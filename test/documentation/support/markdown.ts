const FENCE = /^ *```[\s\S]*?^ *```/gm;

/** Targets of the links of a text, without those in code. */
export function linksOf(text: string): string[] {
  const prose = text
    .replaceAll(FENCE, "")
    .replaceAll(/`[^`\n]*`/g, (code) => code.replaceAll(/[[\]()]/g, ""));
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
}

export function headingsOf(text: string): { level: number; text: string }[] {
  return [...text.replaceAll(FENCE, "").matchAll(/^(#{1,6}) +(.+)$/gm)].map(
    ([, marks = "", heading = ""]) => ({
      level: marks.length,
      text: heading.trim(),
    }),
  );
}

/** As GitHub makes them: letters, digits, hyphens; the second of the same words gets "-1". */
export function anchorsOf(text: string): string[] {
  const seen = new Map<string, number>();
  return headingsOf(text).map((heading) => {
    const anchor = heading.text
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(/\s/g, "-");
    const count = seen.get(anchor) ?? 0;
    seen.set(anchor, count + 1);
    return count === 0 ? anchor : `${anchor}-${count}`;
  });
}

/** Blocks of code in a language, in order. */
export function blocksOf(text: string, language: string): string[] {
  const fence = new RegExp(`^( *)\`\`\`${language}\\n([\\s\\S]*?)^\\1\`\`\``, "gm");
  return [...text.matchAll(fence)].map(([, indent = "", block = ""]) =>
    block.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
  );
}
