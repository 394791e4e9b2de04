/** Owns the step from a line of MovieLens' older formats to a line of the present one. */

/** By what a file's fields are told apart: present CSV, ml-1m and ml-10m, ml-100k's ratings, ml-100k's movies. */
export type Separator = 'comma' | 'double-colon' | 'tab' | 'bar';

/** Judged by its first line; undefined for what is none of MovieLens'. */
export function separatorOf(line: string): Separator | undefined {
  if (/^"?(userId|movieId)"?,/.test(line)) return 'comma';
  if (/^\d+::.*::/.test(line)) return 'double-colon';
  if (/^\d+\t\d+\t[\d.]+\t\d+$/.test(line)) return 'tab';
  if (/^\d+\|.*(\|[01]){19}$/.test(line)) return 'bar';
  return undefined;
}

/** u.item's flags, in their order. */
const FLAGS = [
  '',
  'Action',
  'Adventure',
  'Animation',
  'Children',
  'Comedy',
  'Crime',
  'Documentary',
  'Drama',
  'Fantasy',
  'Film-Noir',
  'Horror',
  'Musical',
  'Mystery',
  'Romance',
  'Sci-Fi',
  'Thriller',
  'War',
  'Western'
] as const;

export const quote = (text: string): string =>
  /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

/** `id`, then everything between the first and the last separator, then the last field. */
function inThree(line: string, separator: string): readonly [string, string, string] | undefined {
  const first = line.indexOf(separator);
  const last = line.lastIndexOf(separator);
  if (first < 0 || last <= first) return undefined;
  return [
    line.slice(0, first),
    line.slice(first + separator.length, last),
    line.slice(last + separator.length)
  ];
}

const movie = (id: string, title: string, genres: string): string =>
  `${id},${quote(title.trim())},${quote(genres || '(no genres listed)')}`;

/** A line of movies.csv; undefined where the line is not as its format says. */
export function movieLine(line: string, separator: Separator): string | undefined {
  if (separator === 'bar') {
    const fields = line.split('|');
    const flags = fields.slice(-FLAGS.length);
    const [id, title] = fields;
    if (id === undefined || title === undefined || fields.length < FLAGS.length + 2) return undefined;
    return movie(id, title, FLAGS.filter((genre, k) => genre && flags[k] === '1').join('|'));
  }
  const parts = inThree(line, '::');
  // Present editions say Children where ml-1m said Children's.
  return parts && movie(parts[0], parts[1], parts[2].replace("Children's", 'Children'));
}

/** A line of ratings.csv. */
export function ratingLine(line: string, separator: Separator): string | undefined {
  const fields = line.split(separator === 'tab' ? '\t' : '::');
  const [userId, movieId, stars = '', timestamp] = fields;
  if (fields.length !== 4 || !/^\d+(\.\d+)?$/.test(stars)) return undefined;
  return `${userId},${movieId},${Number(stars).toFixed(1)},${timestamp}`;
}

/** A line of tags.csv: ml-10m has them. */
export function tagLine(line: string): string | undefined {
  const first = inThree(line, '::');
  const rest = first && inThree(`${first[1]}::`, '::');
  if (!first || !rest) return undefined;
  return `${first[0]},${rest[0]},${quote(rest[1])},${first[2]}`;
}
