/**
 * Owns the optional file of a release that says how people describe each movie: their most frequent tags.
 * Training writes it, the details of a movie show it.
 */
import * as v from 'valibot';
import { YamrError } from './errors.ts';

/** Raised when an older reader could misread a newer file. */
export const TAGS_FORMAT_VERSION = 1;
/** Tags of one movie, at most. */
export const MOST_TAGS = 8;

const Count = v.pipe(v.number(), v.integer(), v.minValue(0));
export const TagsFileSchema = v.object({
  formatVersion: v.literal(TAGS_FORMAT_VERSION),
  /** Every tag once. */
  names: v.array(v.pipe(v.string(), v.minLength(1))),
  /** By itemIndex: places in `names`, those given by most people first. */
  tags: v.array(v.pipe(v.array(Count), v.maxLength(MOST_TAGS)))
});
export type TagsFile = v.InferOutput<typeof TagsFileSchema>;

/** Parses the file of a release with `itemCount` movies. Throws `bad-release`. */
export function parseTagsFile(json: unknown, itemCount: number): TagsFile {
  const parsed = v.safeParse(TagsFileSchema, json);
  if (!parsed.success) {
    const issue = parsed.issues[0];
    throw new YamrError(
      'bad-release',
      `The tags of the release cannot be read: ${v.getDotPath(issue) ?? 'the file'}: ${issue.message}.`
    );
  }
  const { names, tags } = parsed.output;
  if (tags.length !== itemCount) {
    throw new YamrError('bad-release', `The release has ${itemCount} movies and tags of ${tags.length}.`);
  }
  if (tags.some((places) => places.some((place) => place >= names.length))) {
    throw new YamrError('bad-release', 'The tags of the release name a tag that it does not have.');
  }
  return parsed.output;
}
