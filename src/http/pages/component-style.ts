export const COMPONENT_STYLE = `
.top { background: var(--card); border-bottom: 1px solid var(--line); }
.top .wide { display: flex; align-items: center; justify-content: space-between; gap: 1rem; min-height: 3.5rem; }
.brand { display: inline-flex; align-items: center; gap: .6rem; font-weight: 650; color: var(--text); text-decoration: none; }
.brand img { display: block; }
nav { display: flex; align-items: center; gap: 1rem; }
nav form { margin: 0; }
.card {
  background: var(--card); border: 1px solid var(--line); border-radius: .75rem; box-shadow: var(--shadow);
  padding: clamp(.9rem, 2.5vw, 1.3rem); margin: 0 0 1.1rem;
}
.card > :last-child { margin-bottom: 0; }
.narrow { max-width: 34rem; margin-left: auto; margin-right: auto; margin-top: 2rem; }
.lead { font-size: 1.05rem; }
.hint { color: var(--faint); font-size: .875rem; }
.row { display: flex; flex-wrap: wrap; gap: .3rem 1rem; justify-content: space-between; align-items: baseline; margin: 0 0 .4rem; }
.buttons { justify-content: flex-start; gap: .8rem; margin-top: .6rem; }
.columns { display: grid; gap: 0 1.1rem; align-items: start; }
.columns > * { min-width: 0; }
@media (min-width: 62rem) { .columns { grid-template-columns: minmax(0, 1.75fr) minmax(0, 1fr); } }
.badge {
  display: inline-block; padding: .05rem .6rem; border-radius: 1rem; font-size: .82rem; font-weight: 600;
  white-space: nowrap; border: 1px solid currentColor;
}
.badge.good { color: var(--good); background: var(--good-ground); }
.badge.bad { color: var(--bad); background: var(--bad-ground); }
.badge.ask { color: var(--ask); background: var(--ask-ground); }
.badge.busy { color: var(--busy); background: var(--busy-ground); }
.badge.calm { color: var(--calm); background: var(--calm-ground); }
.card.alarm { border-left: .35rem solid var(--bad); }
.card.ask { border-left: .35rem solid var(--ask); }
p.alarm { color: var(--bad); font-weight: 600; }
.facts { display: grid; grid-template-columns: minmax(6.5rem, max-content) minmax(0, 1fr); gap: .35rem 1.1rem; margin-top: 0; }
.facts dt { color: var(--faint); overflow-wrap: anywhere; }
.facts dd { margin: 0; overflow-wrap: anywhere; }
.incidents, .evidence, .timeline, .attempts { list-style: none; margin: 0; padding: 0; }
.incidents h2 { text-wrap: wrap; font-size: 1.05rem; margin: .35rem 0; }
.incidents .card { padding-top: .8rem; padding-bottom: .8rem; margin-bottom: .7rem; }
.steps-of-agents { list-style: none; margin: 0; padding: 0; }
.steps-of-agents > li { border-top: 1px solid var(--line); padding: .5rem 0 0; }
.steps-of-agents > li > details { margin: 0; }
.steps-of-agents > li > .hint { margin-bottom: .5rem; }
.evidence > li { margin-bottom: .8rem; }
.evidence > li:last-child, .evidence > li > :last-child { margin-bottom: 0; }
.evidence > li > .hint, .attempts .hint, .timeline .hint { margin-bottom: .2rem; overflow-wrap: anywhere; }
.evidence pre { margin-bottom: 0; max-height: 18rem; }
.attempts > li + li, .action + .action { border-top: 1px solid var(--line); padding-top: .8rem; margin-top: .4rem; }
.action h3 { margin-top: .8rem; }
.timeline { border-left: 2px solid var(--line); margin-left: .4rem; padding-left: 1.2rem; }
.timeline > li { position: relative; padding-bottom: .6rem; }
.timeline > li::before {
  content: ""; position: absolute; left: calc(-1.2rem - 7px); top: .4rem; width: 12px; height: 12px; border-radius: 50%;
  background: var(--card); border: 3px solid var(--link);
}
.timeline p { margin-bottom: 0; }
.diff { padding: .4rem 0; }
.diff span { display: block; word-break: break-all; padding: 0 .9rem 0 2.4rem; text-indent: -1.5rem; }
.diff .added { color: var(--good); background: var(--good-ground); }
.diff .removed { color: var(--bad); background: var(--bad-ground); }
ul.code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .82rem; overflow-wrap: anywhere; }
.digest { font-size: .78rem; }
button, .button, input, select, textarea { font: inherit; color: inherit; }
button, .button {
  display: inline-block; min-height: 2.75rem; padding: .5rem 1.1rem; border-radius: .5rem; border: 1px solid var(--line);
  background: var(--calm-ground); cursor: pointer; font-weight: 600; text-decoration: none;
}
.button { color: var(--text); }
button.primary { background: #1a56c4; border-color: #1a56c4; color: #ffffff; }
button.danger { background: transparent; border-color: var(--bad); color: var(--bad); }
button.quiet { background: none; border: 0; color: var(--link); font-weight: 400; padding: .3rem; text-decoration: underline; text-underline-offset: .15em; }
button:hover, .button:hover { filter: brightness(1.08); }
input, select, textarea {
  min-height: 2.75rem; padding: .45rem .7rem; border-radius: .5rem; border: 1px solid var(--faint); background: var(--ground);
  max-width: 100%;
}
.stack { display: grid; grid-template-columns: minmax(0, 1fr); gap: .45rem; }
.stack label { font-weight: 600; margin-top: .4rem; }
.stack input, .stack select, .stack textarea { width: 100%; }
.stack .buttons select { width: auto; flex: 0 1 auto; }
form + .hint { margin-top: 1rem; }
.stack > button { margin-top: .6rem; justify-self: start; }
.filter { display: flex; flex-wrap: wrap; gap: .8rem; align-items: end; margin: 0 0 1.2rem; }
.filter label { display: grid; gap: .2rem; font-size: .875rem; color: var(--faint); flex: 1 1 10rem; }
.filter input, .filter select { color: var(--text); width: 100%; background: var(--card); font-size: 1rem; }
.more { text-align: center; }
@media (max-width: 34rem) {
  .facts { grid-template-columns: minmax(0, 1fr); gap: 0; }
  .facts dd { margin-bottom: .55rem; }
  .buttons > * { flex: 1 1 auto; }
  .incidents h2 { font-size: 1rem; }
}
@media print { .top, form { display: none; } .card { box-shadow: none; break-inside: avoid; } }
`;
