import { COMPONENT_STYLE } from "./component-style.ts";
import { PAGE_STYLE } from "./page-style.ts";

const BASE_STYLE = `
:root {
  color-scheme: light dark;
  --ground: #f4f6f9; --card: #ffffff; --line: #d6dce5; --text: #17202c; --faint: #566274; --link: #1a56c4;
  --good: #0f6b3a; --good-ground: #def3e6; --bad: #a81c1c; --bad-ground: #fde5e3;
  --ask: #7a4b00; --ask-ground: #fdefd0; --busy: #1a4fb4; --busy-ground: #e0eafc;
  --calm: #465264; --calm-ground: #e8ecf1; --code: #f0f3f7; --shadow: 0 1px 2px #0f1a2a14, 0 4px 14px #0f1a2a0a;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #10151d; --card: #18202b; --line: #2d3948; --text: #e6ebf2; --faint: #9dabbd; --link: #82b1ff;
    --good: #7ce0a6; --good-ground: #123523; --bad: #ff9d95; --bad-ground: #441a1a;
    --ask: #ffcf7a; --ask-ground: #3d2c0c; --busy: #9cc2ff; --busy-ground: #182f57;
    --calm: #b7c3d2; --calm-ground: #273241; --code: #111822; --shadow: none;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--ground); color: var(--text);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "PingFang SC", "Microsoft YaHei", sans-serif;
}
h1, h2, h3 { line-height: 1.25; margin: 0 0 .6rem; overflow-wrap: anywhere; text-wrap: balance; }
h1 { font-size: clamp(1.35rem, 1rem + 1.6vw, 1.9rem); }
h2 { font-size: 1.15rem; }
h3 { font-size: 1rem; margin-top: 1.2rem; }
p { margin: 0 0 .7rem; overflow-wrap: anywhere; }
ul, ol { padding-left: 1.3rem; }
a { color: var(--link); text-underline-offset: .15em; }
code, pre, .object { font-family: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .875em; }
code, .object { overflow-wrap: anywhere; }
pre {
  margin: 0 0 .8rem; padding: .7rem .9rem; background: var(--code); border: 1px solid var(--line); border-radius: .5rem;
  overflow-x: auto; max-height: 32rem; line-height: 1.5; white-space: pre-wrap; overflow-wrap: anywhere;
}
blockquote { margin: 0 0 .7rem; padding-left: .9rem; border-left: 3px solid var(--line); white-space: pre-wrap; overflow-wrap: anywhere; }
details { margin: 0 0 .7rem; }
summary { cursor: pointer; color: var(--link); padding: .2rem 0; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: .2rem; }
time { white-space: nowrap; font-variant-numeric: tabular-nums; }
.wide { max-width: 76rem; margin: 0 auto; padding-left: clamp(.8rem, 3vw, 1.6rem); padding-right: clamp(.8rem, 3vw, 1.6rem); }
main { padding-top: 1.5rem; padding-bottom: 4rem; }
.skip { position: absolute; left: -100rem; }
.skip:focus { left: .5rem; top: .5rem; background: var(--card); padding: .5rem 1rem; z-index: 1; }
`;

/** The one style sheet, served from our own address. */
export const STYLE = `${BASE_STYLE}${COMPONENT_STYLE}${PAGE_STYLE}`.trimStart();
