import { editDistance } from "../../../diagnosis/near-name.ts";

const LONGEST = 100;

/** The name that was probably meant; undefined where none is near. Letters' case and separators are no difference. */
export function meantName(wrong: string, among: readonly string[]): string | undefined {
  if (wrong.length > LONGEST) return undefined;
  const plain = (name: string) => name.toLowerCase().replaceAll(/[-_.\s]/g, "");
  const near = among
    .map((name) => ({ name, distance: editDistance(plain(wrong), plain(name)) }))
    .filter(({ name, distance }) => distance <= Math.max(1, Math.floor(plain(name).length / 3)))
    .toSorted((a, b) => a.distance - b.distance);
  const isPart = (name: string) => plain(wrong).length >= 4 && plain(name).includes(plain(wrong));
  return near[0]?.name ?? among.find(isPart);
}

const MOST_NAMED = 12;

/** "did you mean auto? it is one of auto, approve, deny"; a list that is long is left out where the one name is found. */
export function didYouMean(wrong: string, among: readonly string[], otherwise: string): string {
  const meant = meantName(wrong, among);
  const all = among.slice(0, MOST_NAMED).join(", ") + (among.length > MOST_NAMED ? ", ..." : "");
  const known = among.length === 0 ? otherwise : `${otherwise} ${all}`;
  if (meant === undefined) return known;
  return among.length > MOST_NAMED ? `did you mean ${meant}?` : `did you mean ${meant}? ${known}`;
}
