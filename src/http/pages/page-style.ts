/** Parts that stand on one kind of page alone. */
export const PAGE_STYLE = `
.top nav a { min-height: 2.75rem; display: inline-flex; align-items: center; padding: 0 .2rem; }
.top nav a[aria-current] { color: var(--text); font-weight: 650; text-decoration: none; box-shadow: inset 0 -3px 0 var(--link); }
.who { display: flex; flex-wrap: wrap; align-items: center; gap: .3rem .9rem; margin-left: auto; }
.who form { margin: 0; }
.banner { margin: 0; padding: .6rem 1rem; text-align: center; background: var(--bad-ground); border-bottom: 3px solid var(--bad); overflow-wrap: anywhere; }
.language { display: inline-flex; gap: .6rem; }
.tabs { list-style: none; display: flex; flex-wrap: wrap; gap: .45rem; margin: 0 0 1rem; padding: 0; }
.tabs a {
  display: inline-flex; align-items: center; gap: .45rem; min-height: 2.5rem; padding: .2rem .8rem; border-radius: 2rem;
  border: 1px solid var(--line); background: var(--card); color: var(--text); text-decoration: none;
}
.tabs a[aria-current] { border-color: var(--link); box-shadow: inset 0 0 0 1px var(--link); font-weight: 650; }
.count { color: var(--faint); font-variant-numeric: tabular-nums; font-size: .875rem; }
.filter .buttons { margin: 0; align-items: center; flex: 0 0 auto; }
.pager { display: flex; flex-wrap: wrap; gap: .8rem; justify-content: center; margin-top: 1.2rem; }
.waiting { margin: 0 0 2rem; }
.waiting > .card { margin-bottom: 0; border-radius: 0; border-bottom-width: 0; box-shadow: none; }
.waiting > :first-child { border-radius: .75rem .75rem 0 0; }
.waiting > :last-child { border-radius: 0 0 .75rem .75rem; border-bottom-width: 1px; }
.pair { display: grid; gap: 0 1.1rem; }
.pair > * { min-width: 0; }
@media (min-width: 40rem) { .pair { grid-template-columns: repeat(2, minmax(0, 1fr)); } }
.agent { font-weight: 600; color: var(--text); }
pre.whole { max-height: none; }
.aloud { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
summary { overflow-wrap: anywhere; }
li:target, section:target { outline: 2px solid var(--link); outline-offset: .3rem; border-radius: .3rem; }
@media (max-width: 34rem) {
  .top .wide { flex-wrap: wrap; gap: .1rem .9rem; padding-top: .4rem; padding-bottom: .3rem; }
  .filter { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: .5rem .8rem; }
  .filter label:first-of-type, .filter .buttons { grid-column: 1 / -1; }
  /* The first incident stands on the first screen: states that nothing is in are left to wider ones. */
  .tabs .empty { display: none; }
  time { white-space: normal; }
}
`;
