/**
 * Owns the list of posters, an optional file of a release: where the poster of each movie lies on TMDB's image
 * server. `npm run posters` writes it, the page reads it; without it every movie has a poster of our own.
 */
import * as v from 'valibot';
import { YamrError } from './errors.ts';

export const POSTERS_FORMAT_VERSION = 1;
export const TMDB_IMAGES = 'https://image.tmdb.org/t/p';

/** TMDB's image server, this site itself (a mirror), or this machine (tests): nobody else learns what is shown. */
const ImageBase = v.pipe(
  v.string(),
  v.regex(
    /^(?:https:\/\/image\.tmdb\.org\/[\w/-]*\w|\/[\w-]+(?:\/[\w-]+)*|http:\/\/(?:localhost|127\.0\.0\.1):\d+(?:\/[\w-]+)*)$/,
    'posters come from image.tmdb.org or from this site'
  )
);
/** A file name of TMDB, without its slash; empty for a movie without a poster. */
const FileName = v.pipe(
  v.string(),
  v.regex(/^(?:[\w-]+\.(?:jpg|jpeg|png|webp))?$/, 'a poster is a file name')
);

export const PostersFileSchema = v.object({
  formatVersion: v.literal(POSTERS_FORMAT_VERSION),
  /** Before `/w185/<name>`. */
  imageBase: ImageBase,
  /** In itemIndex order. */
  names: v.array(FileName)
});
export type PostersFile = v.InferOutput<typeof PostersFileSchema>;

/** Parses posters.json. Throws `unknown-format` and `bad-release`, also where it is not of this catalogue. */
export function parsePostersFile(json: unknown, itemCount: number): PostersFile {
  const format = (json as { formatVersion?: unknown } | null)?.formatVersion;
  if (typeof format === 'number' && format !== POSTERS_FORMAT_VERSION) {
    throw new YamrError(
      'unknown-format',
      `The list of posters has format ${format}, which is not known here.`
    );
  }
  const parsed = v.safeParse(PostersFileSchema, json);
  if (!parsed.success) {
    throw new YamrError('bad-release', `The list of posters cannot be read: ${parsed.issues[0].message}.`);
  }
  if (parsed.output.names.length !== itemCount) {
    throw new YamrError(
      'bad-release',
      `The list of posters is of ${parsed.output.names.length} movies, not of ${itemCount}.`
    );
  }
  return parsed.output;
}

/** TMDB's name of a poster ("/abc.jpg", or null) as it is stored; empty for what is no file name. */
export function posterName(posterPath: string | null): string {
  const name = (posterPath ?? '').replace(/^\//, '');
  return v.is(FileName, name) ? name : '';
}
