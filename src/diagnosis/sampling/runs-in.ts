/** A pod's container that fell to under half of what it held has begun a new run. */
const RESTARTED = 0.5;
/** After so long without a sample nobody knows what came in between; Prometheus takes a series for over then, too. */
const LONGEST_GAP_SECONDS = 300;

type Point = [seconds: number, bytes: number];

/** The runs of one container, each from its own second 0 on. */
export function runsIn(points: readonly Point[]): Point[][] {
  const runs: Point[][] = [];
  for (const [index, point] of points.entries()) {
    const before = points[index - 1];
    const isNew =
      before === undefined || point[1] < before[1] * RESTARTED || point[0] - before[0] > LONGEST_GAP_SECONDS;
    if (isNew) runs.push([point]);
    else runs.at(-1)?.push(point);
  }
  return runs.map((run) => run.map(([at, bytes]): Point => [at - (run[0]?.[0] ?? 0), bytes]));
}
