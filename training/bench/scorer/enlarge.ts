/** Owns a catalogue of any size for the benchmark: a release whose movies are repeated under new ids and titles. */
import type { Bundle } from '#core/bundle';
import { createCatalogue, type CatalogueFile } from '#core/catalogue';
import type { MovieId } from '#core/ids';
import { createMatrix, type Matrix } from '#core/tensor';
import { YAMR_TENSORS } from '#core/yamr-parameters';
import { createRankingNetwork } from '#scorer/ranking-network';
import { setInputSize } from '#core/encoder';

/** As in training: no more movies than this have vectors in the ranking nets (models/yamr/options.ts). */
const MAX_STORED_ITEMS = 8192;

function repeatRows({ rows, columns, values }: Matrix, count: number): Matrix {
  const repeated = createMatrix(count, columns);
  for (let row = 0; row < count; row++) {
    const from = (row % rows) * columns;
    repeated.values.set(values.subarray(from, from + columns), row * columns);
  }
  return repeated;
}

function repeatCatalogue(file: CatalogueFile, count: number): CatalogueFile {
  const own = file.movieId.length;
  const highestId = Math.max(...file.movieId);
  const repeat = <T>(column: readonly T[]): T[] => Array.from({ length: count }, (_, k) => column[k % own]!);
  return {
    genreNames: file.genreNames,
    movieId: Array.from({ length: count }, (_, k) =>
      k < own ? file.movieId[k]! : ((highestId + k) as MovieId)
    ),
    title: repeat(file.title).map((title, k) => (k < own ? title : `${title} ${Math.floor(k / own)}`)),
    year: repeat(file.year),
    genres: repeat(file.genres),
    imdbId: repeat(file.imdbId),
    tmdbId: repeat(file.tmdbId),
    ratingCount: repeat(file.ratingCount),
    likeCount: repeat(file.likeCount)
  };
}

/** The release of the model `yamr` with `itemCount` movies. */
export function enlarge(bundle: Bundle, itemCount: number): Bundle {
  const { itemCount: own, file } = bundle.catalogue;
  const stored = bundle.tensors.get(YAMR_TENSORS.linearVectors)!.rows;
  const storedItems = Math.min(MAX_STORED_ITEMS, Math.round((stored * itemCount) / own));
  const tensors = new Map(
    [...bundle.tensors].map(([name, matrix]) => {
      if (matrix.rows === own) return [name, repeatRows(matrix, itemCount)];
      return [name, matrix.rows === stored ? repeatRows(matrix, storedItems) : matrix];
    })
  );
  const columns = (name: keyof typeof YAMR_TENSORS): number => tensors.get(YAMR_TENSORS[name])!.columns;
  const network = createRankingNetwork({
    trainedItems: storedItems,
    otherItems: itemCount - storedItems,
    setInput: setInputSize(columns('setFirst')),
    history: columns('historyInput'),
    hidden: columns('hiddenBias'),
    query: columns('queryBias'),
    linear: columns('linearVectors')
  });
  const topology: unknown = network.toJSON(undefined, false);
  network.dispose();
  return { ...bundle, topology, tensors, catalogue: createCatalogue(repeatCatalogue(file, itemCount)) };
}
