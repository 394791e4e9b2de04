/**
 * Owns what every end-to-end test gets: `test` and `expect` come from here, never from Playwright. A test
 * fails on any console error, on any uncaught error, and on any request that would leave this machine.
 */
import { test as base } from '@playwright/test';

export { expect } from '@playwright/test';

interface GuardOptions {
  /** Console and page errors that the test provokes on purpose. */
  allowedErrors: RegExp | null;
  /** Requests to other hosts that the test answers itself with `page.route`. */
  allowedRequests: RegExp | null;
}

const LOCAL = /^(?:https?:\/\/(?:localhost|127\.0\.0\.1)(?::\d+)?\/|data:|blob:|about:)/;

function failOn(what: string, seen: readonly string[], allowed: RegExp | null): void {
  const problems = seen.filter((text) => !allowed?.test(text));
  if (problems.length > 0) throw new Error(`${what}:\n  ${problems.join('\n  ')}`);
}

export const test = base.extend<GuardOptions & { errorGuard: undefined; networkGuard: undefined }>({
  allowedErrors: [null, { option: true }],
  allowedRequests: [null, { option: true }],

  errorGuard: [
    async ({ context, allowedErrors }, use) => {
      const errors: string[] = [];
      context.on('console', (message) => {
        if (message.type() === 'error') errors.push(`${message.text()} (${message.location().url})`);
      });
      context.on('weberror', (webError) => errors.push(String(webError.error())));
      await use(undefined);
      failOn('The page reported errors', errors, allowedErrors);
    },
    { auto: true }
  ],

  networkGuard: [
    async ({ context, allowedRequests }, use) => {
      const requests: string[] = [];
      await context.route(
        (url) => !LOCAL.test(url.href),
        (route) => {
          requests.push(route.request().url());
          return route.abort();
        }
      );
      await use(undefined);
      failOn('The page asked other hosts', requests, allowedRequests);
    },
    { auto: true }
  ]
});
