import { DOMParser } from 'linkedom';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ModelCard } from '#core/model-card';
import { collectCard } from './card.ts';
import { reportPage } from './page.ts';
import { tinyMeasurements } from './tiny-card.ts';

let card: ModelCard;
let page: string;
beforeAll(async () => {
  card = collectCard(await tinyMeasurements('<b>"tiny" & co</b>'));
  page = reportPage(card);
});

/** Every tag of well-formed XML is closed in order; throws otherwise. */
function checkNesting(xml: string): void {
  const open: string[] = [];
  for (const [, closing, name, selfClosing] of xml.matchAll(
    /<(\/?)([a-zA-Z][\w-]*)(?:\s+[\w:-]+="[^"<&]*(?:&[#\w]+;[^"<&]*)*")*\s*(\/?)>/g
  )) {
    // prettier-ignore
    if (closing) expect(open.pop()).toBe(name);
    else if (!selfClosing) open.push(name!);
  }
  expect(open).toEqual([]);
}

describe('the report page', () => {
  it('has every section, and a link to each', () => {
    const anchors = ['newcomers', 'ratings', 'lists', 'known', 'parts', 'data', 'making'];
    for (const anchor of anchors) {
      expect(page).toContain(`<section id="${anchor}">`);
      expect(page).toContain(`href="#${anchor}"`);
    }
  });

  it('has a drawing with a description, a reading and numbers in every figure of its own', () => {
    const document = new DOMParser().parseFromString(page, 'text/html') as unknown as Document;
    const figures = [...document.querySelectorAll('figure')].filter((figure) => figure.querySelector('svg'));
    expect(figures.length).toBeGreaterThanOrEqual(14);
    for (const figure of figures) {
      expect(figure.querySelector('svg')?.getAttribute('aria-label')).toMatch(/\w{4}/);
      expect(figure.querySelector('figcaption')?.textContent).toMatch(/\w{4}/);
      expect(figure.querySelector('details table')).not.toBeNull();
    }
  });

  it('shows the tables that were simulated', () => {
    for (const { title } of card.tables) expect(page).toContain(title);
    expect(card.tables).toHaveLength(3);
  });

  it('is well-formed, its style sheet aside, and so is every drawing', () => {
    const body = page.replace(/<!doctype html>|<style>[^<]*<\/style>/g, '');
    checkNesting(body);
    // What is left of angle brackets after all well-formed tags are gone is an escape that was forgotten.
    const rest = body.replace(/<\/?[a-zA-Z][\w-]*(?:\s+[\w:-]+="[^"<]*")*\s*\/?>/g, '');
    expect(rest).not.toMatch(/[<>]/);
    expect(body).not.toMatch(/&(?!(?:amp|lt|gt|quot|#39);)/);
    expect(body.match(/<svg /g)?.length).toBeGreaterThanOrEqual(14);
  });

  it('escapes what comes from data', () => {
    expect(page).toContain('&lt;b&gt;&quot;tiny&quot; &amp; co&lt;/b&gt;');
    expect(page).toContain('set &lt;encoder&gt;');
    expect(page).not.toContain('<script');
    expect(page).not.toContain('<b>');
  });

  it('fetches nothing, and no policy would let it', () => {
    expect(page).not.toMatch(/(?:src|href|action|xlink:href)="(?!#)/);
    expect(page).not.toMatch(/url\((?!#)|@import|https?:/);
    expect(page).toContain('default-src &#39;none&#39;');
  });

  it('takes every colour of its drawings from tokens, or from the text around', () => {
    for (const [, colour] of page.matchAll(/ (?:fill|stroke|color)="([^"]*)"/g)) {
      expect(colour).toMatch(/^(?:var\(--\w+\)|currentColor|none)$/);
    }
    for (const [, token] of page.matchAll(/"var\((--\w+)\)"/g)) {
      expect(page).toMatch(new RegExp(`${token!}: light-dark\\(`));
    }
  });

  it('holds no figure that is not one', () => {
    expect(page).not.toMatch(/NaN|Infinity|undefined|\[object/);
  });

  it('is drawn for a card without curves, uncertainty, ablations or baselines, too', () => {
    const bare = { ...card, curves: [], calibration: [], ablations: [], tables: [], knownUsers: {} };
    const empty = { ...bare, newcomers: { people: 0, tables: {}, gains: [] }, accuracy: { revealed: 0, bins: [], errors: [] } }; // prettier-ignore
    expect(reportPage(empty)).toContain('How it was made');
    expect(reportPage(bare)).not.toMatch(/NaN|Infinity/);
  });
});
