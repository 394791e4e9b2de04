/** Owns which states of YAMR are photographed, and how a visitor comes to each: by the names that people use. */
import type { Page } from '@playwright/test';

export interface Scene {
  readonly name: string;
  /** Who looks: somebody new, or somebody with seven ratings. */
  readonly visitor: 'new' | 'rated';
  readonly path: string;
  /** What is done before the picture is taken. */
  readonly act?: (page: Page) => Promise<void>;
}

/** A visitor's first seven stars. */
const STARS = ['4.5 stars', '2 stars', '5 stars', '3.5 stars', '4 stars', '1 star', '3 stars'];
const LETTERBOXD = `Date,Name,Year,Letterboxd URI,Rating
2020-05-01,"Matrix, The",1999,https://boxd.it/2a1m,4.5
2020-05-02,Amélie,2002,https://boxd.it/2b1a,5
2020-05-03,A Film That Nobody Made,2019,https://boxd.it/zzzz,2
2020-05-04,Seven Samurai,1954,https://boxd.it/2a9q,4
2020-05-05,Twelve Angry Men,1957,https://boxd.it/29fy,5
`;

/** Rates the first questions; the stars lie in this browser's own storage. */
export async function rateSome(page: Page, base: string): Promise<void> {
  await page.goto(base);
  const rate = page.getByRole('region', { name: 'Rate these movies' });
  for (const name of STARS) {
    // The topmost card without stars.
    const card = rate
      .getByRole('article')
      .filter({ has: page.getByRole('button', { name: /^Haven't seen/ }) })
      .first();
    await card.getByRole('radio', { name, exact: true }).click({ timeout: 60_000 });
  }
  await page
    .getByText(/^From 7 ratings/)
    .first()
    .waitFor();
}

/** The keyboard's focus rests on the first poster. */
async function withPreview(page: Page): Promise<void> {
  await page.evaluate(() => scrollTo(0, 0));
  await page.waitForTimeout(300);
  await page.keyboard.press('Tab');
  const recommended = page.getByRole('region', { name: 'Recommended movies for you' });
  await recommended
    .getByRole('button', { name: /^Details of/ })
    .first()
    .focus();
  await page.getByRole('tooltip').getByRole('definition').first().waitFor();
}

/** A group of two: the visitor shares a taste and takes the link as a friend's. */
async function withAnna(page: Page): Promise<void> {
  const share = page.getByRole('region', { name: 'Share your taste' });
  await share.getByLabel('Your name, if you like').fill('Anna');
  await share.getByRole('button', { name: 'Make the link' }).click();
  const link = await share.getByLabel(/^The link, valid until/).inputValue();
  await page.goto(link);
  await page.getByRole('button', { name: 'Add to the group' }).click();
  await page.getByRole('region', { name: 'Movies for all of you' }).getByRole('article').first().waitFor();
  await page.evaluate(() => scrollTo(0, 0));
}

async function withWhatIf(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Next movies' }).click();
  const before = page.getByRole('button', { name: /^Rated before/ });
  if (await before.isVisible()) await before.click();
  const button = page.getByRole('button', { name: /^What if/ }).first();
  await button.click();
  const slider = page.getByRole('slider', { name: /^Stars to try/ });
  await slider.focus();
  for (let k = 0; k < 3; k++) await page.keyboard.press('ArrowLeft');
}

async function withImport(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Import', exact: true }).first().click();
  await page.getByLabel('Choose files').setInputFiles({
    name: 'ratings.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(LETTERBOXD)
  });
  await page.getByRole('button', { name: /^Import \d+ movies?$/ }).waitFor();
}

export const SCENES: readonly Scene[] = [
  { name: 'welcome', visitor: 'new', path: '/' },
  { name: 'library-empty', visitor: 'new', path: '/library' },
  { name: 'taste-empty', visitor: 'new', path: '/taste' },
  { name: 'together-empty', visitor: 'new', path: '/together' },
  { name: 'home', visitor: 'rated', path: '/' },
  { name: 'preview', visitor: 'rated', path: '/', act: withPreview },
  {
    name: 'search',
    visitor: 'rated',
    path: '/',
    act: (page) => page.getByRole('searchbox', { name: 'Search movies' }).fill('matrix')
  },
  { name: 'steered', visitor: 'rated', path: '/?genres=Comedy&from=1980&to=1999&sort=stars' },
  {
    name: 'filters',
    visitor: 'rated',
    path: '/?genres=Comedy&without=Horror',
    act: async (page) => {
      await page.getByRole('button', { name: 'Filters and dials' }).click();
      await page.getByRole('slider').first().waitFor();
      await page.getByRole('group', { name: 'Steer the list' }).scrollIntoViewIfNeeded();
    }
  },
  { name: 'no-results', visitor: 'rated', path: '/?genres=Musical&from=1902&to=1903' },
  { name: 'details', visitor: 'rated', path: '/?movie=2571' },
  {
    name: 'details-end',
    visitor: 'rated',
    path: '/?movie=2571',
    act: (page) => page.getByRole('region', { name: 'Movies like it' }).scrollIntoViewIfNeeded()
  },
  { name: 'what-if', visitor: 'rated', path: '/', act: withWhatIf },
  { name: 'library', visitor: 'rated', path: '/library' },
  { name: 'import', visitor: 'rated', path: '/library', act: withImport },
  { name: 'taste', visitor: 'rated', path: '/taste' },
  { name: 'together', visitor: 'rated', path: '/together' },
  { name: 'group', visitor: 'rated', path: '/together', act: withAnna },
  { name: 'model', visitor: 'rated', path: '/model' },
  { name: 'privacy', visitor: 'rated', path: '/privacy' },
  { name: 'diagnostics', visitor: 'rated', path: '/diagnostics' }
];
