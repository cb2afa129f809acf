const TAGS = ["CHANGE", "FEATURE", "ENHANCEMENT", "BUGFIX", "SECURITY"] as const;
const UNRELEASED = "Unreleased";

/** The lines of one version, as they stand below its heading; undefined where there is no such heading. */
export function notesOf(changelog: string, version: string): string | undefined {
  const sections = changelog.split(/^## /m).slice(1);
  const found = sections.find((section) => (section.split("\n")[0] ?? "").split(" ")[0] === version);
  return found?.slice(found.indexOf("\n")).trim();
}

/** By what is unreleased: `[CHANGE]` is a break, `[FEATURE]` is new, all else is a patch. Before 1.0 a break counts as new. */
export function nextVersion(current: string, changelog: string): string {
  const notes = notesOf(changelog, UNRELEASED) ?? "";
  const has = (tag: (typeof TAGS)[number]) => notes.includes(`- [${tag}] `);
  if (!TAGS.some(has)) throw new Error("nothing is unreleased: CHANGELOG.md has no line below Unreleased");
  const [major = 0, minor = 0, patch = 0] = current.split(".").map(Number);
  if (has("CHANGE") && major > 0) return `${major + 1}.0.0`;
  if (has("CHANGE") || has("FEATURE")) return `${major}.${minor + 1}.0`;
  return `${major}.${minor}.${patch + 1}`;
}

/** What was unreleased is of the version from now on. `date` is "2026-11-27". */
export function released(changelog: string, version: string, date: string): string {
  if (notesOf(changelog, version) !== undefined) throw new Error(`CHANGELOG.md has ${version} already`);
  const heading = `## ${UNRELEASED}\n`;
  if (!changelog.includes(heading)) throw new Error(`CHANGELOG.md has no heading ${UNRELEASED}`);
  return changelog.replace(heading, `${heading}\n## ${version} (${date})\n`);
}
