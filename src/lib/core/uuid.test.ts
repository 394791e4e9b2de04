import { afterEach, expect, it, vi } from 'vitest';
import * as v from 'valibot';
import { EventIdSchema } from './sync-event.ts';
import { newUuid } from './uuid.ts';

afterEach(() => vi.unstubAllGlobals());

it('makes ids that the API takes, each once, on a page that is not secure too', () => {
  vi.stubGlobal('crypto', { getRandomValues: crypto.getRandomValues.bind(crypto) });
  const ids = new Set(Array.from({ length: 1000 }, newUuid));
  expect(ids.size).toBe(1000);
  for (const id of ids) {
    expect(v.is(EventIdSchema, id)).toBe(true);
    expect(id).toMatch(/^.{14}4.{4}[89ab]/);
  }
});
