const HUES = new Set(
  "blue wathet turquoise green yellow orange red carmine violet purple indigo grey lime sunflower white black neutral".split(
    " ",
  ),
);

/** The class of a named colour, of which the shades are shown alike; none for an unknown one. */
export function colourClass(name: unknown): string {
  const hue = typeof name === "string" ? (name.split("-")[0] ?? "") : "";
  return HUES.has(hue) ? `c-${hue}` : "c-default";
}
