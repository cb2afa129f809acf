import { findChromium } from "./find-chromium.ts";

// biome-ignore lint/style/noDefaultExport: vitest asks for one.
export default function sayWhatIsLeftOut(): void {
  if (findChromium(process.env) !== undefined) return;
  process.stderr.write(
    "test:browser is left out: no Chromium in PATH. Install one (Debian: apt-get install chromium), or name it in CHROMIUM.\n",
  );
}
