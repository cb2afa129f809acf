import { expect, test } from "vitest";
import { LIBRARY } from "../library.ts";
import { createVary } from "../vary.ts";
import { putProgramImages } from "./program-images.ts";
import { whyUnplayable } from "./unplayable.ts";

test("every image that a playable scenario's objects, changed ones included, name is there unless a rule withholds it", async () => {
  const missing: string[] = [];
  for (const scenario of LIBRARY) {
    const play = scenario.play(createVary(1, scenario.name));
    if (whyUnplayable(scenario, play) !== undefined) continue;
    const put = new Set<string>();
    await putProgramImages(play, {
      put(reference) {
        put.add(reference);
        return Promise.resolve();
      },
    });
    const withheld = (image: string) =>
      (play.images ?? []).some((rule) => image.startsWith(rule.image.replace(/:[^:/]*$/, "")));
    const named = imagesIn([play.before, play.steps]);
    missing.push(
      ...named
        .filter((image) => !put.has(image) && !withheld(image))
        .map((image) => `${scenario.name}: ${image}`),
    );
  }
  expect(missing).toEqual([]);
});

/** Every image of a list of containers, however deep it stands. */
function imagesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(imagesIn);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    /^(initC|c)ontainers$/.test(key) && Array.isArray(item)
      ? item.flatMap((container: { image?: unknown }) =>
          typeof container.image === "string" ? [container.image] : [],
        )
      : imagesIn(item),
  );
}
