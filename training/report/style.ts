/** Owns the look of the report page: tokens for light and dark, type, figures, tables, print. */

/** The faces and neutrals are those of the app (src/lib/components/tokens.css). */
const TOKENS = `
:root {
  color-scheme: light dark;
  --paper: light-dark(#faf8f5, #14110f);
  --card: light-dark(#fffefc, #1d1916);
  --well: light-dark(#f0ece5, #292420);
  --line: light-dark(#ddd6cc, #3a342e);
  --rule: light-dark(#e8e2d9, #322c27);
  --ink: light-dark(#29211b, #f2ede6);
  --soft: light-dark(#645a51, #b5aba0);
  --own: light-dark(#a83c12, #f59a63);
  --second: light-dark(#2563a8, #7db4ee);
  --third: light-dark(#4d7326, #a3c96f);
  --quiet: light-dark(#8a8078, #968c82);
  --yes: light-dark(#2f6b2c, #93cf8c);
  --barely: light-dark(#855900, #edbd5c);
  --no: light-dark(#a3201c, #ff9c92);
  --text: 'Avenir Next', Avenir, 'Segoe UI', Inter, Roboto, 'Helvetica Neue', 'Liberation Sans', Arial, sans-serif;
  --display: 'Iowan Old Style', 'Palatino Linotype', Palatino, P052, Georgia, 'Liberation Serif', serif;
}`;

const PAGE = `
*, ::before, ::after { box-sizing: border-box; }
html { background: var(--paper); color: var(--ink); font: 1rem/1.55 var(--text); -webkit-text-size-adjust: 100%; }
body { margin: 0 auto; max-width: 78rem; padding: clamp(1rem, 4vw, 3rem) clamp(.75rem, 3vw, 2rem) 4rem; }
h1, h2, h3 { font-family: var(--display); line-height: 1.2; margin: 0; text-wrap: balance; }
h1 { font-size: clamp(1.7rem, 1.2rem + 2.2vw, 2.6rem); letter-spacing: -.015em; }
h2 { font-size: clamp(1.35rem, 1.1rem + 1vw, 1.75rem); }
h3 { font-size: 1.05rem; }
p { margin: .75rem 0; max-width: 46rem; text-wrap: pretty; }
a { color: var(--own); text-underline-offset: .2em; }
section { margin-top: 3.5rem; scroll-margin-top: 1rem; }
section > h2 { padding-top: 1rem; border-top: 1px solid var(--line); }
.lead, .origin, figcaption { color: var(--soft); }
.origin { font-size: .875rem; overflow-wrap: anywhere; }
nav { margin-top: 1.5rem; font-size: .9375rem; }
nav ol { display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; list-style: none; margin: 0; padding: 0; }
nav a { display: inline-block; padding: .3rem 0; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
:focus-visible { outline: 2px solid var(--own); outline-offset: 2px; }
@media print { details::details-content { content-visibility: visible; height: auto; } section { break-inside: avoid-page; } }`;

const VERDICT = `
.verdict { margin: 1.5rem 0; padding: clamp(1rem, 3vw, 1.75rem); border: 1px solid var(--line); border-radius: .75rem; background: var(--card); }
.verdict > p:first-child { margin: 0 0 .25rem; font: 600 1.35rem/1.3 var(--display); }
.checks { list-style: none; margin: 1rem 0 0; padding: 0; }
.checks li { display: grid; grid-template-columns: 4.75rem 1fr; gap: 0 .75rem; padding: .65rem 0; border-top: 1px solid var(--rule); }
.checks strong { font-weight: 600; }
.checks small { grid-column: 2; color: var(--soft); font-size: .875rem; }
.outcome { font-weight: 700; }
.outcome.yes { color: var(--yes); } .outcome.barely { color: var(--barely); } .outcome.no { color: var(--no); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: 1px; margin: 1.25rem 0 0; padding: 0; border: 1px solid var(--line); border-radius: .75rem; overflow: hidden; background: var(--line); }
.tiles div { display: flex; flex-direction: column-reverse; justify-content: flex-end; padding: .8rem 1rem; background: var(--card); }
.tiles dt { color: var(--soft); font-size: .8125rem; line-height: 1.35; }
.tiles dd { margin: 0; font: 600 1.4rem/1.3 var(--display); font-variant-numeric: lining-nums; }`;

const FIGURES = `
.grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 21.5rem), 1fr)); gap: 1rem; margin-top: 1.25rem; align-items: start; }
.pairs { grid-template-columns: repeat(auto-fill, minmax(min(100%, 27rem), 1fr)); }
.all { margin-top: 2rem; } .apart { margin-top: 2rem; }
.all > div { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 21.5rem), 1fr)); gap: 0 1rem; align-items: start; }
.all .scroll, section > details .scroll { padding: 0 .75rem; border-radius: .5rem; background: var(--card); }
figure { margin: 0; padding: 1rem; border: 1px solid var(--line); border-radius: .75rem; background: var(--card); min-width: 0; }
figure svg { display: block; width: 100%; max-width: 27rem; height: auto; margin: .5rem 0; overflow: visible; }
figcaption { font-size: .875rem; line-height: 1.45; }
.plot text { white-space: pre; font-variant-numeric: tabular-nums; }
details { margin-top: .5rem; font-size: .875rem; }
summary { display: inline-block; padding: .35rem 0; color: var(--own); cursor: pointer; }
summary::before { content: '+ '; } [open] > summary::before { content: '− '; }
.scroll { overflow-x: auto; margin: .5rem 0; }
table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; line-height: 1.35; }
th, td { padding: .4rem 0 .4rem 1.1rem; border-bottom: 1px solid var(--rule); text-align: right; vertical-align: top; }
th:first-child, .words { text-align: left; }
thead th { color: var(--soft); font-weight: 500; vertical-align: bottom; border-bottom-color: var(--line); }
tbody th { font-weight: 400; }
th:first-child { padding: .4rem 0; position: sticky; left: 0; background: var(--card); }
.words { min-width: 8rem; max-width: 34rem; color: var(--soft); }
.own th, .own td { font-weight: 700; }
section > .scroll { margin-top: 1.25rem; padding: .5rem 1rem; border: 1px solid var(--line); border-radius: .75rem; background: var(--card); width: fit-content; max-width: 100%; }
pre { overflow-x: auto; padding: 1rem; border-radius: .5rem; background: var(--well); font: .8125rem/1.5 ui-monospace, 'Cascadia Mono', Menlo, 'Liberation Mono', monospace; }`;

export const STYLE = [TOKENS, PAGE, VERDICT, FIGURES].join('\n');
