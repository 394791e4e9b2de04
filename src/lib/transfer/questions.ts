/** Owns what is still to be asked about a file as a whole, and which files are shown first because of it. */
import type { FileChoices } from './plan.ts';
import type { MatchedFile } from './rows.ts';

/** Rows without stars whose meaning only their owner knows. */
export const unsaidRows = ({ rows }: MatchedFile, zeroIsRating: boolean | undefined): number =>
  rows.filter(
    ({ mark, value, match }) =>
      mark === 'ask' &&
      (value === undefined || (value === 0 && zeroIsRating === false)) &&
      match.kind !== 'unmatched'
  ).length;

/** How many of a file's questions nobody has answered. */
export function openQuestions(file: MatchedFile, { zeroIsRating, unrated }: FileChoices): number {
  const { settings, asksDates, asksNumbers, zeros } = file;
  const open = [
    zeros > 0 && zeroIsRating === undefined,
    unrated === undefined && unsaidRows(file, zeroIsRating) > 0,
    asksDates && settings.dates === undefined,
    asksNumbers && settings.numbers === undefined
  ];
  return open.filter(Boolean).length;
}

/** The places of the files, those with a question first: of an archive of thirty files one may ask. */
export function askingFirst(
  files: readonly MatchedFile[],
  choices: readonly FileChoices[]
): readonly number[] {
  const asks = (place: number): boolean => {
    const [file, chosen] = [files[place], choices[place]];
    return file !== undefined && chosen !== undefined && openQuestions(file, chosen) > 0;
  };
  const places = files.map((_, place) => place);
  return [...places.filter(asks), ...places.filter((place) => !asks(place))];
}
