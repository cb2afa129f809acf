import { askStop } from "../support/ask-stop.ts";
import type { TestService } from "../support/service.ts";
import type { StormStage } from "./storm-stage.ts";

/** The first is not counted: the other replica has only just started then. */
const ROUNDS = 4;

/** The longest wall times from the word "stop" at one replica. */
export interface StopTimes {
  /** Until it is answered: its row is committed then, and each write and the guard ask the row, at every replica. */
  inForceMs: number;
  /** Until another replica, with its own pool, has heard of it and shows it. */
  shownMs: number;
}

export async function measureStop(stage: StormStage, one: TestService): Promise<StopTimes> {
  const other = await stage.serve({ WATCH: "off" });
  const untilSaid = (service: TestService, isStopped: boolean) =>
    stage.until(async () => {
      const { stop } = await askStop(service, "GET", "stop");
      return (stop !== null) === isStopped ? true : undefined;
    });
  const longest: StopTimes = { inForceMs: 0, shownMs: 0 };
  for (let round = 0; round < ROUNDS; round += 1) {
    const began = performance.now();
    await askStop(one, "POST", "stop");
    const inForceMs = performance.now() - began;
    await untilSaid(other, true);
    if (round > 0) {
      longest.inForceMs = Math.max(longest.inForceMs, inForceMs);
      longest.shownMs = Math.max(longest.shownMs, performance.now() - began);
    }
    await askStop(other, "POST", "resume");
    await untilSaid(one, false);
  }
  return longest;
}
