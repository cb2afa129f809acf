import { askStop } from "../support/ask-stop.ts";
import type { TestService } from "../support/service.ts";
import type { StormStage } from "./storm-stage.ts";

/** Wall time from the word "stop" at one replica until another, with its own pool, says that all is stopped. */
export async function measureStop(stage: StormStage, one: TestService): Promise<number> {
  const other = await stage.serve({ WATCH: "off" });
  const began = performance.now();
  await askStop(one, "POST", "stop");
  await stage.until(async () => ((await askStop(other, "GET", "stop")).stop === null ? undefined : true));
  const ms = performance.now() - began;
  await askStop(other, "POST", "resume");
  return ms;
}
