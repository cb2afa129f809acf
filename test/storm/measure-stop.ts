import { askStop } from "../support/ask-stop.ts";
import type { TestService } from "../support/service.ts";
import type { StormStage } from "./storm-stage.ts";

/** The first is not counted: the other replica has only just started then. */
const ROUNDS = 4;

/** The longest wall time from the word "stop" at one replica until another, with its own pool, says that all is stopped. */
export async function measureStop(stage: StormStage, one: TestService): Promise<number> {
  const other = await stage.serve({ WATCH: "off" });
  const untilSaid = (service: TestService, isStopped: boolean) =>
    stage.until(async () => {
      const { stop } = await askStop(service, "GET", "stop");
      return (stop !== null) === isStopped ? true : undefined;
    });
  let longestMs = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const began = performance.now();
    await askStop(one, "POST", "stop");
    await untilSaid(other, true);
    if (round > 0) longestMs = Math.max(longestMs, performance.now() - began);
    await askStop(other, "POST", "resume");
    await untilSaid(one, false);
  }
  return longestMs;
}
