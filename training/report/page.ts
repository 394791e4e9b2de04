/**
 * Owns the report page: one file of HTML, no script, nothing fetched from anywhere. Neighbours: `sections/` has the
 * parts, `html.ts` escapes, `svg.ts` draws.
 */
import type { Check, ModelCard } from '#core/model-card';
import { fixed, Html, html } from './html.ts';
import { modelLabel } from './names.ts';
import { accuracySection } from './sections/accuracy.ts';
import { datasetSection } from './sections/dataset.ts';
import { knownUsersSection } from './sections/known-users.ts';
import { listsSection } from './sections/lists.ts';
import { makingSection } from './sections/making.ts';
import { newcomersSection } from './sections/newcomers.ts';
import { partsSection } from './sections/parts.ts';
import { STYLE } from './style.ts';

const SENTENCES: Readonly<Record<ModelCard['verdict']['outcome'], string>> = {
  publish: 'Publish it: every check is passed.',
  look: 'Look closer before you publish it: it passes, but not beyond doubt.',
  hold: 'Do not publish it yet: a check is failed.'
};
const OUTCOMES: Readonly<Record<Check['outcome'], string>> = { yes: '✓ Yes', barely: '≈ Barely', no: '✗ No' };

const CONTENTS = [
  ['newcomers', 'People it has never seen'],
  ['ratings', 'Predicted ratings'],
  ['lists', 'The lists'],
  ['known', 'People it was trained on'],
  ['parts', 'Its parts'],
  ['data', 'The data'],
  ['making', 'How it was made']
] as const;

function verdict({ verdict: { outcome, checks } }: ModelCard): Html {
  return html`<div class="verdict">
    <p>${SENTENCES[outcome]}</p>
    <ul class="checks">
      ${checks.map(
        ({ question, outcome: answer, evidence }) =>
          html`<li>
            <span class="outcome ${answer}">${OUTCOMES[answer]}</span><strong>${question}</strong
            ><small>${evidence}.</small>
          </li>`
      )}
    </ul>
  </div>`;
}

/** The page for a card. Well-formed as XML except for the doctype. */
export function reportPage(card: ModelCard): string {
  const title = `${modelLabel(card.model, card.model)}, model card of ${card.createdAt.slice(0, 10)}`;
  const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
  const page = html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta http-equiv="Content-Security-Policy" content="${policy}" />
      <meta name="color-scheme" content="light dark" />
      <title>${title}</title>
      <style>
        ${new Html(STYLE)}
      </style>
    </head>
    <body>
      <header>
        <h1>${title}</h1>
        <p class="origin">
          Trained on ${card.dataset.name} (${fixed(card.dataset.ratings.count, 0)} ratings), seed
          ${card.seed}, code ${card.codeCommit.slice(0, 12)}.
        </p>
      </header>
      <main>
        ${verdict(card)}
        <nav aria-label="Contents">
          <ol>
            ${CONTENTS.map(([anchor, name]) => html`<li><a href="#${anchor}">${name}</a></li>`)}
          </ol>
        </nav>
        ${[newcomersSection, accuracySection, listsSection, knownUsersSection, partsSection, datasetSection, makingSection].map((make) => make(card))}
      </main>
    </body>
  </html>`;
  return `<!doctype html>\n${page.text}\n`;
}
