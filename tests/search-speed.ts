/**
 * Measures the search over the release in use: `npx tsx tests/search-speed.ts [catalogue.json]`. Types many
 * queries letter by letter, as a visitor does, and takes the best of five times for every keystroke; times the slices of the index too.
 */
import { readFileSync } from 'node:fs';
import { createCatalogue } from '#core/catalogue';
import { createTitleIndex } from '../src/lib/catalogue/search.ts';
import { SLICE_MS } from '../src/lib/catalogue/grow.ts';

const QUERIES = [
  ...['amelie', 'lord rings 2', 'lord of the rings three', 'Se7en', 'matrix, the', 'godfater', 'forest gump'],
  ...['teh matrix', 'spiderman', 'wall-e', 'harry potter 3', 'rocky ii', 'oceans 11', 'the empire strikes'],
  ...['mission impossible 4', 'shawshank redemtion', 'schindlers list', '2001 a space odyssey', 'zzzzqq']
];

function releaseInUse(): string {
  const { version } = JSON.parse(readFileSync('static/models/current.json', 'utf8')) as { version: string };
  return `static/models/${version}/catalogue.json`;
}

const catalogue = createCatalogue(
  JSON.parse(readFileSync(process.argv[2] ?? releaseInUse(), 'utf8')) as Parameters<typeof createCatalogue>[0]
);
const timed = (work: () => void): number => {
  const startMs = performance.now();
  work();
  return performance.now() - startMs;
};
const slices: number[] = [];
const index = createTitleIndex(catalogue);
let isWhole: boolean;
do {
  const startMs = performance.now();
  isWhole = index.grow(startMs + SLICE_MS);
  slices.push(performance.now() - startMs);
} while (!isWhole);
/** The best of some rounds: what the work takes when nothing else wants the processor. */
const bestMs = new Map<string, number>();
for (let round = 0; round < 5; round++) {
  for (const query of QUERIES) {
    for (let length = 1; length <= query.length; length++) {
      const typed = query.slice(0, length);
      const ms = timed(() => index.search(typed, 12));
      bestMs.set(typed, Math.min(ms, bestMs.get(typed) ?? Infinity));
    }
  }
}
const keystrokes = [...bestMs].map(([query, ms]) => ({ query, ms })).sort((a, b) => a.ms - b.ms);
const at = (share: number): string =>
  keystrokes[Math.min(keystrokes.length - 1, Math.floor(share * keystrokes.length))]?.ms.toFixed(2) ?? '';
console.log(
  `${catalogue.itemCount} movies, index in ${slices.length} slices, longest ${Math.max(...slices).toFixed(1)} ms`
);
console.log(
  `${keystrokes.length} keystrokes: median ${at(0.5)}, 95% ${at(0.95)}, 99% ${at(0.99)}, longest ${at(1)} ms`
);
console.log(
  `slowest: ${keystrokes
    .slice(-3)
    .map(({ query }) => `"${query}"`)
    .join(', ')}`
);
