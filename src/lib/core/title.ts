/** Owns how a MovieLens title becomes the title that is shown (movies.csv, `title`). */

export interface ParsedTitle {
  /** As shown: article in front, year and outer spaces removed: "The Matrix". */
  readonly title: string;
  /** The release year in the last parentheses, or null where the dataset has none. */
  readonly year: number | null;
}

const ARTICLES =
  "The|A|An|Le|La|Les|L'|Un|Une|Des|Il|Lo|I|Gli|Uno|Una|El|Los|Las|Der|Die|Das|Ein|Eine|Den|Det|De|Het|En|Ett|O|Os|As|Um|Uma";
const TRAILING_ARTICLE = new RegExp(`^(.+), (${ARTICLES})$`, 'i');
/** "(1999)", and the ranges of series: "(2007-)", "(2009– )", "(2006–2007)". */
const YEAR = /\s*\((\d{4})(?:\s*[-–]\s*(?:\d{4})?\s*)?\)\s*$/;

function moveArticle(part: string): string {
  const match = TRAILING_ARTICLE.exec(part.trim());
  if (!match) return part.trim();
  const [, rest, article] = match;
  return article!.endsWith("'") ? `${article}${rest}` : `${article} ${rest}`;
}

/**
 * "Matrix, The (1999)" -> The Matrix, 1999. Alternative titles in parentheses get their article moved too:
 * "City of Lost Children, The (Cité des enfants perdus, La) (1995)" ->
 * "The City of Lost Children (La Cité des enfants perdus)".
 */
export function parseTitle(raw: string): ParsedTitle {
  const match = YEAR.exec(raw);
  const bare = (match ? raw.slice(0, match.index) : raw).trim();
  const open = bare.indexOf(' (');
  const main = moveArticle(open > 0 ? bare.slice(0, open) : bare);
  const rest =
    open > 0
      ? bare.slice(open).replace(/\(((?:a\.k\.a\.\s*)?)([^()]+)\)/g, (_, aka: string, part: string) => {
          return `(${aka}${moveArticle(part)})`;
        })
      : '';
  return { title: main + rest, year: match ? Number(match[1]) : null };
}
