import fc from 'fast-check';
import { expect, it } from 'vitest';
import { catalogueRows, type CatalogueFile } from '#core/catalogue';
import { createUnpacker, packCatalogue, packRows, unpackCatalogue } from './packed-catalogue.ts';

const movie = fc.record({
  title: fc.string({ unit: 'grapheme' }),
  year: fc.option(fc.integer({ min: 1870, max: 2030 })),
  genres: fc.array(fc.nat({ max: 30 }), { maxLength: 5 }),
  languages: fc.array(fc.nat({ max: 90 }), { maxLength: 3 }),
  movieId: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  count: fc.nat()
});
const catalogues = fc.tuple(fc.array(movie, { maxLength: 30 }), fc.boolean()).map(
  ([movies, hasLanguages]) =>
    ({
      genreNames: ['Drama'],
      movieId: movies.map(({ movieId }) => movieId),
      title: movies.map(({ title }) => title),
      year: movies.map(({ year }) => year),
      genres: movies.map(({ genres }) => genres),
      imdbId: movies.map(({ count }) => count),
      tmdbId: movies.map(({ count }) => count + 1),
      ratingCount: movies.map(({ count }) => count + 2),
      likeCount: movies.map(({ count }) => count + 3),
      ...(hasLanguages && {
        languageNames: ['en'],
        languages: movies.map(({ languages }) => languages),
        standard: { logCountMean: 1, logCountDeviation: 2, medianYear: 2000 }
      })
    }) as unknown as CatalogueFile
);

it('gives the catalogue that was packed', () => {
  fc.assert(
    fc.property(catalogues, (file) => {
      expect(unpackCatalogue(structuredClone(packCatalogue(file)))).toEqual(file);
    })
  );
});

it('adds rows behind those that are there, in pieces, and leaves the catalogue before as it was', () => {
  fc.assert(
    fc.property(catalogues, fc.nat({ max: 30 }), fc.nat({ max: 30 }), (file, from, middle) => {
      const first = catalogueRows(file, 0, from);
      const before = structuredClone(first);
      const rows = packRows(file, from);
      const unpacker = createUnpacker(first);
      const cut = Math.min(middle, rows.rowCount);
      unpacker.add(rows, 0, cut);
      unpacker.add(rows, cut, rows.rowCount);
      expect(unpacker.file).toEqual(file);
      expect(first).toEqual(before);
    })
  );
});
