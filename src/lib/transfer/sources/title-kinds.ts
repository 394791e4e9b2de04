/** Owns what services call a kind of title, in their languages: whether it is a movie, or counted among the series. */
import type { TitleKind } from '../rows.ts';
import { plainName } from './columns.ts';

/** Of television, yet movies: TMDB, IMDb and MovieLens count them so. */
const TV_MOVIES =
  /^(?:tv|made for tv)?(?:movie|film|special|short)$|^tv(?:movie|film|special|short)|fernsehfilm|телефильм|телефільм/;
const SERIES =
  /seri|sèrie|série|episod|épisode|folge|odcinek|season|staffel|saison|temporada|^tv$|tvpilot|show|anime|game|podcast|program|novela|dizi|сериал|серіал|сезон|эпизод|епізод|шоу|игра|гра$|album/;
const MOVIES =
  /movie|film|short|video|documentary|documental|dokument|pel[ií]cula|corto|concert|standup|фильм|фільм|мультик|кіно|кино/;

/** Nothing said is `undefined`; what is said and not understood is `unknown`. */
export function kindOf(cell: string): TitleKind | undefined {
  const name = plainName(cell);
  if (name === '') return undefined;
  if (TV_MOVIES.test(name)) return 'movie';
  if (SERIES.test(name)) return 'series';
  return MOVIES.test(name) ? 'movie' : 'unknown';
}
