import { describe, expect, it } from 'vitest';
import { createCatalogue } from '#core/catalogue';
import { toyCatalogue } from '../../../tests/toy-model.ts';
import { isUnmetered, lacks, steersToTail } from './reach.ts';
import { UNSTEERED } from './steering.ts';

const catalogue = createCatalogue({ ...toyCatalogue(), year: [1950, 1990, null, 2000, 2010, 2018] });

describe('a steered list reaches for the long tail', () => {
  const reaches = (change: object) => steersToTail({ ...UNSTEERED, ...change }, catalogue);
  it('for the newest and for the obscure end of the dial', () => {
    expect(reaches({})).toBe(false);
    expect(reaches({ sort: 'gems', obscure: 40 })).toBe(false);
    expect(reaches({ sort: 'newest' })).toBe(true);
    expect(reaches({ obscure: 60 })).toBe(true);
  });
  it('for years at the newest that is known and beyond, or before the oldest', () => {
    expect(reaches({ fromYear: 1990, toYear: 2000 })).toBe(false);
    expect(reaches({ toYear: 2000 })).toBe(false);
    expect(reaches({ fromYear: 2018 })).toBe(true);
    expect(reaches({ fromYear: 2020 })).toBe(true);
    expect(reaches({ toYear: 1940 })).toBe(true);
  });
});

it('tells movies that are not here', () => {
  expect(lacks(catalogue, [10, 60])).toBe(false);
  expect(lacks(catalogue, [10, 61])).toBe(true);
  expect(lacks(catalogue, [])).toBe(false);
});

describe('bytes that nobody asked for', () => {
  const phone = { isCoarse: true, savesData: false };
  const desktop = { isCoarse: false, savesData: false };
  it.each([
    ['a phone that says nothing', phone, undefined, false],
    ['a phone on wifi', phone, { type: 'wifi' }, true],
    ['a phone on a mobile network', phone, { type: 'cellular', effectiveType: '4g' }, false],
    ['a desktop that says nothing', desktop, undefined, true],
    ['a desktop that says only that it is fast', desktop, { effectiveType: '4g' }, true],
    ['a desktop that is as slow as a phone', desktop, { effectiveType: '3g' }, false],
    ['a desktop over a phone', desktop, { type: 'bluetooth' }, false],
    ['who saves data', desktop, { type: 'wifi', saveData: true }, false],
    ['a system that saves data', { ...desktop, savesData: true }, { type: 'ethernet' }, false]
  ])('of %s', (_, device, connection, isFree) => {
    expect(isUnmetered({ ...device, connection })).toBe(isFree);
  });
});
