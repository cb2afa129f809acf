// npm run release -- next | prepare [VERSION] | check TAG | notes VERSION
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nextVersion, notesOf, released } from "./changelog.ts";
import { VERSIONED_FILES, versionsIn, withVersion } from "./versions.ts";

const ROOT = join(import.meta.dirname, "..");
const read = (file: string) => readFileSync(join(ROOT, file), "utf8");
const write = (file: string, text: string) => writeFileSync(join(ROOT, file), text);

function current(): string {
  const [version = ""] = versionsIn("package.json", read("package.json"));
  return version;
}

function prepare(version: string): void {
  write("CHANGELOG.md", released(read("CHANGELOG.md"), version, new Date().toISOString().slice(0, 10)));
  for (const file of VERSIONED_FILES) write(file, withVersion(file, read(file), version));
  console.log(`${version}: commit, tag it v${version}, and push the tag`);
}

/** Throws where the tag, the files and the changelog do not name one version. */
function check(tag: string): void {
  const version = tag.replace(/^v/, "");
  for (const file of VERSIONED_FILES)
    for (const named of versionsIn(file, read(file)))
      if (named !== version) throw new Error(`${file} names ${named}, the tag ${tag}`);
  if (notesOf(read("CHANGELOG.md"), version) === undefined)
    throw new Error(`CHANGELOG.md does not tell of ${version}`);
}

const [verb, argument = ""] = process.argv.slice(2);
if (verb === "next") console.log(nextVersion(current(), read("CHANGELOG.md")));
else if (verb === "prepare") prepare(argument || nextVersion(current(), read("CHANGELOG.md")));
else if (verb === "check") check(argument);
else if (verb === "notes") console.log(notesOf(read("CHANGELOG.md"), argument) ?? "");
else throw new Error("say what to do: next, prepare [VERSION], check TAG or notes VERSION");
