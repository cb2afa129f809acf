import { describe, expect, it } from "vitest";
import { createCalm, type Waiting } from "./calm.ts";

const underWay = (id: string): Waiting => ({ id, what: id, comesAgain: false });
const again = (id: string): Waiting => ({ id, what: id, comesAgain: true });

/** One look a second, and whether it was at rest by then. */
const looks = (calmMs: number, ...seen: Waiting[][]): boolean[] => {
  const isCalm = createCalm(calmMs);
  return seen.map((waiting, at) => isCalm(at * 1_000, waiting));
};

describe("what the chaos run takes for rest", () => {
  it("is a while in which nothing is under way", () => {
    expect(looks(2_000, [underWay("a")], [], [], [])).toEqual([false, false, false, true]);
    expect(looks(2_000, [], [], [underWay("a")], [], [], [])).toEqual([
      ...[false, false, false],
      ...[false, false, true],
    ]);
  });

  it("bears that what stays ill shows it again at each look", () => {
    expect(looks(2_000, [again("a")], [again("b")], [again("c")])).toEqual([false, false, true]);
  });

  it("is not there while what waited at the start of it still waits", () => {
    expect(looks(1_000, [again("a")], [again("a"), again("b")], [again("a")], [again("b")])).toEqual([
      ...[false, false, false, true],
    ]);
  });

  it("begins anew after something was under way", () => {
    expect(looks(1_000, [again("a")], [underWay("b")], [again("c")], [again("c")], [])).toEqual([
      ...[false, false, false, false, true],
    ]);
  });
});
