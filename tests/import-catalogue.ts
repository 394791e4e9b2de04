/** Owns the small catalogue that tests import into. */
import { columnsOf, type MovieColumns } from './import-runs.ts';

export const MOVIES: readonly MovieColumns[] = [
  [2571, 'The Matrix', 1999, 133093, 603],
  [47, 'Seven (a.k.a. Se7en)', 1995, 114369, 807],
  [4973, "Amelie (Le Fabuleux destin d'Amélie Poulain)", 2001, 211915, 194],
  [356, 'Forrest Gump', 1994, 109830, 13],
  [2019, 'Seven Samurai (Shichinin no samurai)', 1954, 47478, 346],
  [1203, '12 Angry Men', 1957, 50083, 389],
  [77846, '12 Angry Men', 1997, 118528, 12219],
  [32525, 'The Mirror (Zerkalo)', 1975, 72443, 1396],
  [7502, 'Band of Brothers', 2001, 185906, 331214],
  [1, 'Toy Story', 1995, 114709, 862],
  [72378, '2012', 2009, 1190080, 14161],
  [6, 'Heat', 1995, 113277, 949],
  [1882, 'Godzilla', 1998, 120685, 929],
  [5, 'No Year', null, 0, 0]
];
export const COLUMNS = columnsOf(MOVIES);
