/**
 * Owns the built release as one in tiers: few movies at first, some more with the rest of the model, and a long tail of
 * movies that nobody has rated, known by what they are. Small, so that a test shows its parts arriving.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { catalogueRows, type CatalogueFile } from '#core/catalogue';
import { asMovieId } from '#core/ids';
import { RELEASE_FORMAT_VERSION, type ReleaseFile } from '#core/release-format';
import { SIGNATURE_PATH } from '#core/release-signature';
import { createMatrix, encodeMatrix, type Matrix } from '#core/tensor';
import { YAMR_TENSORS } from '#core/yamr-parameters';
import { readReleaseFolder } from '#training/release/read';
import { sha256Hex } from '#training/release/sha256';
import { builtVersion } from './changed-release.ts';
import { pointerOf, SITE_DIR, signatureOf } from './own-server.ts';

/** Rows: at first, with the rest of the model, and of those the ones that the ranking nets know. */
export const [FIRST, RATED, KNOWN] = [400, 900, 700];
const VERSION = '2099-02-02-tiered';

/** Of the long tail, with languages, countries and genres by name. */
export const TAIL = [
  { title: 'Parasite', year: 2019, genres: ['Comedy', 'Drama'], languages: ['ko'], countries: ['KR'] },
  { title: 'Dune', year: 2021, genres: ['Sci-Fi'], languages: ['en'], countries: ['US', 'CA'] },
  {
    title: 'Everything Everywhere All at Once',
    year: 2022,
    genres: ['Sci-Fi'],
    languages: ['en', 'zh'],
    countries: ['US']
  },
  { title: 'Oppenheimer', year: 2023, genres: ['Drama'], languages: ['en'], countries: ['US', 'GB'] },
  ...Array.from({ length: 96 }, (_, k) => ({
    title: `Film that nobody knows ${k}`,
    year: 1990 + (k % 30),
    genres: ['Drama'],
    languages: ['fr'],
    countries: ['SU']
  }))
];
/** The movieId of a row of the long tail. */
export const tailId = (place: number): number => 20_000_000 + place;

const indexIn = (names: string[], name: string): number => {
  if (!names.includes(name)) names.push(name);
  return names.indexOf(name);
};

/** The first rows of the built catalogue, then the long tail. */
function catalogueOf(built: CatalogueFile): CatalogueFile {
  const rated = catalogueRows(built, 0, RATED);
  const names = {
    genreNames: [...rated.genreNames],
    languageNames: [...(rated.languageNames ?? [])],
    countryNames: [...(rated.countryNames ?? [])]
  };
  const none = rated.movieId.map((): number[] => []);
  const zeros = TAIL.map(() => 0);
  const { series: _, ...columns } = rated;
  return {
    ...columns,
    movieId: [...rated.movieId, ...TAIL.map((__, k) => asMovieId(tailId(k)))],
    title: [...rated.title, ...TAIL.map(({ title }) => title)],
    year: [...rated.year, ...TAIL.map(({ year }) => year)],
    genres: [
      ...rated.genres,
      ...TAIL.map(({ genres }) => genres.map((name) => names.genreNames.indexOf(name)))
    ],
    languages: [
      ...(rated.languages ?? none),
      ...TAIL.map(({ languages }) => languages.map((code) => indexIn(names.languageNames, code)))
    ],
    countries: [
      ...(rated.countries ?? none),
      ...TAIL.map(({ countries }) => countries.map((code) => indexIn(names.countryNames, code)))
    ],
    imdbId: [...rated.imdbId, ...zeros],
    tmdbId: [...rated.tmdbId, ...zeros],
    ratingCount: [...rated.ratingCount, ...zeros],
    likeCount: [...rated.likeCount, ...zeros],
    ...names
  };
}

/** The first two rated movies are by one person, as is one of the tail; named people. */
function creditsOf({ movieId }: CatalogueFile): object {
  return {
    formatVersion: 1,
    movieId: [movieId[0], movieId[1], tailId(0), tailId(1), tailId(2)],
    directors: [[0], [0], [1], [0], [1]],
    directorNames: ['Ida Lupino', 'Bong Joon-ho'],
    series: [0, 0, 0, 1, 1],
    seriesNames: ['Dune']
  };
}

const rowsOf = ({ columns, values }: Matrix, from: number, to: number): Matrix =>
  createMatrix(to - from, columns, values.slice(from * columns, to * columns));

/** The network's description, with as many movies as are left. */
function topologyOf(built: unknown): unknown {
  const text = JSON.stringify(built, (_, value: unknown) => {
    const units = { trained: KNOWN, others: RATED - KNOWN } as Record<string, number | undefined>;
    const layer = value as { name?: string; units?: number } | null;
    const own = units[layer?.name ?? ''];
    return own !== undefined && layer?.units !== undefined ? { ...layer, units: own } : value;
  });
  return JSON.parse(text);
}

/** Answers for the pointer and the files of the release; undefined for all else. */
export async function tieredSite(): Promise<(path: string) => Response | undefined> {
  const folder = join(SITE_DIR, 'models', await builtVersion());
  const { bundle, manifest } = await readReleaseFolder(folder);
  const catalogue = catalogueOf(bundle.catalogue.file);
  const contents = new Map<string, Uint8Array>();
  const files: ReleaseFile[] = [];
  const add = (file: Omit<ReleaseFile, 'bytes' | 'sha256'>, content: Uint8Array | string): void => {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    contents.set(file.path, bytes);
    files.push({ ...file, bytes: bytes.byteLength, sha256: sha256Hex(bytes) });
  };
  for (const [stage, from, to] of [
    [1, 0, FIRST] as const,
    [2, FIRST, RATED] as const,
    [3, RATED, undefined] as const
  ]) {
    const rows = JSON.stringify(catalogueRows(catalogue, from, to));
    add({ path: `catalogue-${stage}.json`, role: 'catalogue', stage }, rows);
  }
  const builtItems = bundle.tensors.get(YAMR_TENSORS.ratingMean)?.rows ?? 0;
  const builtKnown = bundle.tensors.get(YAMR_TENSORS.setFirst)?.rows ?? 0;
  const late = new Set(
    manifest.files.flatMap(({ name, stage, fromRow }) =>
      name !== undefined && stage === 2 && !fromRow ? [name] : []
    )
  );
  for (const [name, matrix] of bundle.tensors) {
    const part = (path: string, own: Matrix, more: Partial<ReleaseFile>): void =>
      add(
        { path, role: 'tensor', name, dtype: 'float32', shape: [own.rows, own.columns], ...more },
        encodeMatrix(own, 'float32')
      );
    const length = matrix.rows === builtItems ? RATED : matrix.rows === builtKnown ? KNOWN : undefined;
    if (length === undefined) part(`${name}.bin`, matrix, late.has(name) ? { stage: 2 } : {});
    else {
      part(`${name}-1.bin`, rowsOf(matrix, 0, FIRST), late.has(name) ? { stage: 2 } : {});
      part(`${name}-2.bin`, rowsOf(matrix, FIRST, length), { stage: 2, fromRow: FIRST });
    }
  }
  const { ratingHead, ranking } = bundle.hyperParameters as Record<'ratingHead' | 'ranking', object>;
  const width = bundle.tensors.get(YAMR_TENSORS.ratingVectors)?.columns ?? 0;
  const content = bundle.tensors.get(YAMR_TENSORS.setFirstContent)?.rows ?? 0;
  if (!bundle.tensors.has(YAMR_TENSORS.coldRatings)) {
    const map = createMatrix(content, 1 + width);
    map.values[0] = 3.3;
    const name = YAMR_TENSORS.coldRatings;
    add(
      { path: `${name}.bin`, role: 'tensor', name, dtype: 'float32', shape: [map.rows, map.columns] },
      encodeMatrix(map, 'float32')
    );
  }
  add({ path: 'model.json', role: 'topology' }, JSON.stringify(topologyOf(bundle.topology)));
  add({ path: 'credits.json', role: 'credits' }, JSON.stringify(creditsOf(catalogue)));
  for (const { path, role } of manifest.files) {
    if (role === 'card' || role === 'licence') add({ path, role }, await readFile(join(folder, path)));
  }
  const text = new TextEncoder().encode(
    JSON.stringify({
      ...manifest,
      formatVersion: RELEASE_FORMAT_VERSION,
      version: VERSION,
      model: {
        ...manifest.model,
        hyperParameters: {
          ...bundle.hyperParameters,
          ratingHead: { coldResidual: 0.3, ...ratingHead },
          ranking: { cold: { logitBias: -9, crowdMean: 3.3 }, ...ranking }
        }
      },
      dataset: { ...manifest.dataset, movies: catalogue.movieId.length },
      files
    })
  );
  return (path) => {
    if (path === '/models/current.json') return pointerOf({ version: VERSION });
    if (!path.startsWith(`/models/${VERSION}/`)) return undefined;
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (name === 'manifest.json') return new Response(text);
    if (name === SIGNATURE_PATH) return signatureOf(text);
    const bytes = contents.get(name);
    return bytes ? new Response(bytes as Uint8Array<ArrayBuffer>) : new Response('', { status: 404 });
  };
}
