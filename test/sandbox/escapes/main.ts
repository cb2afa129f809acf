/** The attempts as whoever starts this: the host as JSON is its argument, what became of them its last line. */
import type { Host } from "./escape.ts";
import { playProtected } from "./play-protected.ts";

const host = JSON.parse(process.argv[2] ?? "{}") as Host;
console.log(JSON.stringify(await playProtected(host)));
