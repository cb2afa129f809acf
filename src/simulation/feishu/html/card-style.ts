const HUES: Readonly<Record<string, readonly [light: string, dark: string]>> = {
  blue: ["#1d4fc4", "#8fb4ff"],
  wathet: ["#0f6f9c", "#7fd0f5"],
  turquoise: ["#0b6e63", "#6fdccb"],
  green: ["#1d6b2f", "#7fdc93"],
  lime: ["#4d6600", "#b9dc5c"],
  yellow: ["#7a5700", "#f0cf66"],
  sunflower: ["#7a5700", "#f0cf66"],
  orange: ["#9a4600", "#ffb073"],
  red: ["#b3261e", "#ff9c94"],
  carmine: ["#a8185a", "#ff94c4"],
  violet: ["#8a1ca8", "#e59cff"],
  purple: ["#5b2bbd", "#c1a5ff"],
  indigo: ["#3a3fb5", "#a9b0ff"],
  grey: ["#5a6068", "#aab1ba"],
  neutral: ["#5a6068", "#aab1ba"],
  white: ["#5a6068", "#ffffff"],
  black: ["#1f2329", "#f0f2f5"],
};

const variables = (index: 0 | 1): string =>
  Object.entries(HUES)
    .map(([hue, shades]) => `--${hue}:${shades[index]};`)
    .join("");

const classes = Object.keys(HUES)
  .map((hue) => `.c-${hue}{--hue:var(--${hue})}`)
  .join("");

/** One style for cards and the page around them: dark and light, and narrow. */
export const CARD_STYLE = `
:root{color-scheme:light dark;--page:#f2f3f5;--card:#fff;--text:#1f2329;--soft:#5a6068;--line:#d0d3d9;--code:#f2f3f5;${variables(0)}}
@media (prefers-color-scheme:dark){:root{--page:#17191c;--card:#24272b;--text:#e8eaed;--soft:#aab1ba;--line:#464b52;--code:#17191c;${variables(1)}}}
${classes}.c-default{--hue:var(--text)}
*{box-sizing:border-box}body{margin:0;background:var(--page);color:var(--text);font:15px/1.5 system-ui,sans-serif}
main{max-width:660px;margin:0 auto;padding:16px}h1{font-size:20px}nav{display:flex;flex-wrap:wrap;gap:4px 12px}a{color:var(--blue)}
.message{margin:0 0 24px}.meta{color:var(--soft);font-size:13px;margin:0 0 4px}.thread{margin:8px 0 0 16px;border-left:3px solid var(--line);padding-left:12px}
.bubble{background:var(--card);border-radius:8px;padding:8px 12px;margin:0 0 8px;white-space:pre-wrap;overflow-wrap:anywhere}
.card{background:var(--card);border:1px solid var(--line);border-radius:8px;overflow:hidden}
.card>header{padding:12px 16px;background:color-mix(in srgb,var(--hue) 14%,var(--card));border-top:4px solid var(--hue)}
.card h2{display:inline;font-size:17px;margin:0 8px 0 0;color:var(--hue);overflow-wrap:anywhere}.card>header p{margin:4px 0 0;color:var(--soft)}
.tag{display:inline-block;border-radius:4px;padding:0 6px;font-size:13px;color:var(--hue);background:color-mix(in srgb,var(--hue) 12%,var(--card))}
.card .body{display:grid;gap:8px;padding:12px 16px}.card .body>*{min-width:0}.card .body>.button,.card .body>.press{justify-self:start}nav [aria-current]{color:var(--text);font-weight:600;text-decoration:none}.text{color:var(--hue,var(--text));overflow-wrap:anywhere}
.plain{white-space:pre-wrap}.small{font-size:13px}.large{font-size:18px}.markdown p,.markdown ul,.markdown ol{margin:0 0 4px}.heading{font-weight:600}
span[class^="c-"]{color:var(--hue)}.at{color:var(--blue)}hr{border:0;border-top:1px solid var(--line);width:100%;margin:4px 0}
pre{background:var(--code);padding:8px;border-radius:6px;overflow:auto;margin:0;font-size:13px}table{border-collapse:collapse;width:100%}th,td{border:1px solid var(--line);padding:4px 8px;text-align:left;overflow-wrap:anywhere}
.columns{display:flex;flex-wrap:wrap;gap:8px;align-items:flex-start}.column.wide{flex:1 1 120px}.column,.card-form{display:grid;gap:8px;min-width:0}
.panel{border:1px solid var(--line);border-radius:6px;padding:6px 10px}.panel summary{cursor:pointer}.panel summary .text{display:inline}
.button{display:inline-block;font:inherit;padding:5px 14px;border-radius:6px;border:1px solid var(--line);background:var(--card);color:var(--text);cursor:pointer;text-decoration:none;list-style:none}
.button[class*="primary"]{border-color:var(--blue);color:var(--blue)}.button[class*="danger"]{border-color:var(--red);color:var(--red)}.button[class*="primary_filled"]{background:var(--blue);color:var(--card)}.button[class*="danger_filled"]{background:var(--red);border-color:var(--red);color:var(--card)}.button:disabled{color:var(--soft);cursor:not-allowed}
.button:focus-visible,summary:focus-visible,a:focus-visible,input:focus-visible,textarea:focus-visible,select:focus-visible{outline:3px solid var(--blue);outline-offset:2px}
.asks{border:1px solid var(--line);border-radius:6px;padding:8px 12px;margin-top:6px}.asks p{margin:4px 0 8px}
.field{display:grid;gap:2px}.field span{color:var(--soft);font-size:13px}.field input,.field textarea,.field select{font:inherit;width:100%;padding:6px 8px;border:1px solid var(--soft);border-radius:6px;background:var(--card);color:var(--text)}
.press{display:inline-block;margin:0}.toast{border-left:4px solid var(--hue);background:var(--card);color:var(--text);padding:6px 12px;margin:0 0 8px}
@media (max-width:480px){main{padding:8px}.card .body{padding:12px}}
`;
