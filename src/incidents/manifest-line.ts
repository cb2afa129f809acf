import { parseDocument, stringify } from "yaml";

const MOST_MANIFEST_CHARS = 200;

/** What a manifest sets, as one line of YAML without what names the object; undefined where that is long or no manifest. */
export function manifestLine(manifest: string): string | undefined {
  const document = parseDocument(manifest);
  const spec: unknown = document.errors.length === 0 ? document.toJS()?.spec : undefined;
  if (spec === null || typeof spec !== "object") return undefined;
  const text = stringify(spec, { collectionStyle: "flow", lineWidth: 0, flowCollectionPadding: false });
  const line = `spec: ${text.trim()}`;
  return line.length > MOST_MANIFEST_CHARS || line.includes("\n") ? undefined : line;
}
