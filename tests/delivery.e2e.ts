/** How the model comes to a device: what goes wrong on the way is said, a newer one takes over when it is wanted. */
import type { Page } from '@playwright/test';
import { AppPage, star } from './app-page.ts';
import { expect, pointerOf, signatureOf, test } from './own-server.ts';

const NEXT = '2099-01-01-next';
test.use({ allowedErrors: /Failed to load resource|net::ERR_/, serviceWorkers: 'block' });

const footer = (page: Page) => page.getByRole('contentinfo');
const tryAgain = (page: Page) => page.getByRole('button', { name: 'Try again' });

/** The file of a response, changed. */
async function changed(url: string, change: (bytes: Uint8Array) => Uint8Array): Promise<Response> {
  const bytes = new Uint8Array(await (await fetch(url)).arrayBuffer());
  return new Response(change(bytes) as Uint8Array<ArrayBuffer>);
}

/** Answers with this manifest, signed. */
const signed = (manifest: string) => (path: string) => {
  if (path.endsWith('/manifest.json')) return new Response(manifest);
  if (!path.endsWith('/manifest.sig.json')) return undefined;
  return signatureOf(new TextEncoder().encode(manifest));
};

test('on a first visit every fault of the delivery is one sentence, and the way on works', async ({
  page,
  server
}) => {
  test.slow();
  const app = new AppPage(page);
  const isCatalogue = (path: string): boolean => /\/models\/.+\/catalogue-1\.json$/.test(path);
  let direct = false;
  const broken = (change: (bytes: Uint8Array) => Uint8Array) => async (path: string) => {
    if (direct || !isCatalogue(path)) return undefined;
    direct = true;
    const response = await changed(server.url + path, change);
    direct = false;
    return response;
  };
  const status = (wanted: RegExp, code: number) => (path: string) =>
    wanted.test(path) ? new Response('', { status: code }) : undefined;
  const json = (wanted: RegExp, value: unknown) => (path: string) =>
    wanted.test(path) ? Response.json(value) : undefined;
  const faults: readonly (readonly [typeof server.answer, RegExp])[] = [
    [status(/current\.json$/, 404), /The server answered 404 where current\.json should be\./],
    [json(/current\.json$/, { formatVersion: 99 }), /format 99.*Update YAMR/],
    [signed('{"formatVersion":99}'), /format 99.*Update YAMR/],
    [signed('{"formatVersion":1}'), /The release manifest cannot be read/],
    [json(/manifest\.json$/, { formatVersion: 1 }), /The model is not the one that was signed/],
    [status(/manifest\.sig\.json$/, 404), /The model comes without a signature: The server answered 404/],
    [status(/catalogue-1\.json$/, 404), /The server answered 404 where catalogue-1\.json should be\./],
    [broken((bytes) => bytes.slice(0, 1000)), /catalogue-1\.json is cut short: 1000 of \d+ bytes/],
    [
      broken((bytes) => {
        bytes[100] = (bytes[100] ?? 0) ^ 1;
        return bytes;
      }),
      /catalogue-1\.json is not the one that was published/
    ]
  ];
  for (const [place, [answer, sentence]] of faults.entries()) {
    server.answer = answer;
    if (place > 0) await tryAgain(page).click();
    else await page.goto('/');
    await expect(page.getByRole('alert')).toContainText(sentence, { timeout: 20_000 });
    await expect(page.getByRole('alert')).toContainText('Your ratings are safe on this device.');
  }
  server.answer = () => undefined;
  await tryAgain(page).click();
  await app.waitForList();
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('a download that is cut off in the middle goes on with what is missing', async ({ page, server }) => {
  const app = new AppPage(page);
  let cut = '';
  server.answer = (path) => {
    if (!/\/models\/.+\.bin$/.test(path) || (cut && cut !== path)) return undefined;
    cut = path;
    let sent = false;
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        if (sent) {
          // The others are there, and stored, before this one breaks off.
          await new Promise((done) => setTimeout(done, 3000));
          controller.error(new Error('cut'));
        } else controller.enqueue(new Uint8Array(64));
        sent = true;
      }
    });
    return new Response(body);
  };
  await page.goto('/');
  await expect(page.getByRole('alert')).toContainText(/The download of .+ broke off after 64 bytes\./, {
    timeout: 30_000
  });
  const arrived = server.asked.filter((path) => path.endsWith('.bin') && path !== cut);
  expect(arrived.length).toBeGreaterThan(3);
  server.answer = () => undefined;
  server.asked.length = 0;
  await tryAgain(page).click();
  await app.waitForList();
  expect(server.asked).toContain(cut);
  expect(server.asked.filter((path) => arrived.includes(path))).toEqual([]);
});

test('a newer model is offered when it is here, and takes over without losing ratings or the place', async ({
  page,
  server
}) => {
  test.slow();
  const app = new AppPage(page);
  await app.openSettled();
  await app.rateSome('5 stars', '4 stars');
  server.publish(NEXT);
  await page.reload();
  const offer = page.getByRole('region', { name: 'New version' });
  await expect(offer).toContainText(`A newer model is ready: ${NEXT}.`, { timeout: 45_000 });
  await expect(footer(page)).not.toContainText(NEXT);
  await page.evaluate(() => {
    scrollTo(0, 700);
  });
  await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(300);
  const before = await page.evaluate(() => scrollY);
  await offer.getByRole('button', { name: 'Use it now' }).click();
  await expect(footer(page)).toContainText(`model ${NEXT}`, { timeout: 20_000 });
  await expect(offer).toBeHidden();
  await app.expectRatings(2);
  expect(Math.abs((await page.evaluate(() => scrollY)) - before)).toBeLessThan(2);

  // And the next visit begins with it; the one before is still kept.
  await page.reload();
  await app.expectRatings(2);
  await expect(footer(page)).toContainText(`model ${NEXT}`);
  const names = await page.evaluate(() => caches.keys());
  expect(names.filter((name) => /^yamr-release-(?!index)/.test(name))).toHaveLength(2);
});

test('a candidate is offered to a device in its share, and to no other', async ({ page, server }) => {
  test.slow();
  const app = new AppPage(page);
  await app.openSettled();
  const { version } = (await (await page.request.get('/models/current.json')).json()) as { version: string };
  const offerTo = (share: number): void => {
    server.answer = (path) =>
      path.endsWith('/current.json')
        ? pointerOf({ version, candidate: { version: NEXT, share } })
        : undefined;
  };
  server.publish(NEXT);
  const offer = page.getByRole('region', { name: 'New version' });
  const number = () => page.evaluate(() => localStorage.getItem('yamr:device'));
  expect(await number()).toBeNull();
  offerTo(0);
  await page.reload();
  await expect.poll(number, { timeout: 45_000 }).not.toBeNull();
  const drawn = await number();
  await expect(offer).toBeHidden();
  offerTo(1);
  await page.reload();
  await expect(offer).toContainText(`A newer model is ready: ${NEXT}.`, { timeout: 45_000 });
  expect(await number()).toBe(drawn);
});

test('a newer model that is faulty changes nothing, and the page says why', async ({ page, server }) => {
  test.slow();
  const app = new AppPage(page);
  await app.open();
  await app.rateSome('5 stars');
  await app.expectKept();
  server.publish(NEXT);
  const faults: readonly (readonly [typeof server.answer, RegExp])[] = [
    [signed('{"formatVersion":99}'), /format 99/],
    [
      (path) => (path.endsWith('/manifest.json') ? Response.json({ formatVersion: 1 }) : undefined),
      /is not the one that was signed/
    ],
    [
      (path) => (/\/catalogue(?:-1)?\.json$/.test(path) ? new Response('', { status: 404 }) : undefined),
      /The server answered 404 where catalogue(?:-1)?\.json should be/
    ],
    [
      (path) => (/\.bin$/.test(path) ? new Response(new Uint8Array(1_000_000)) : undefined),
      /is not the one that was published/
    ]
  ];
  for (const [answer, sentence] of faults) {
    server.answer = answer;
    await page.reload();
    await app.expectRatings(1);
    await expect(page.getByRole('alert')).toContainText(sentence, { timeout: 30_000 });
    await expect(page.getByRole('alert')).toContainText('Using the model kept on this device');
  }
});

test('being offline is no fault: the page works with what is kept and says nothing is wrong', async ({
  page,
  server
}) => {
  const app = new AppPage(page);
  await app.open();
  await app.expectKept();
  // Only the models are out of reach: without a service worker the page itself must come from somewhere.
  server.answer = (path) => {
    if (path.startsWith('/models/')) throw new Error('gone');
    return undefined;
  };
  await page.reload();
  await app.waitForList();
  await star(app.card(0), '5 stars').click();
  await app.expectRatings(1);
});
