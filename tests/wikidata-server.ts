/**
 * Owns a stand-in for Wikidata on this machine: its query service, which answers the three questions of
 * `npm run credits` from a few films, and its API, which says whether servers lag. It refuses what Wikidata
 * refuses: a client without a contact, and two queries at once.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ServedFilm {
  readonly item: string;
  readonly imdb: string;
  readonly tmdb?: string;
  readonly sitelinks?: number;
  /** Days of release. */
  readonly released?: readonly string[];
  readonly seconds?: number;
  /** By property: "P57". */
  readonly facts: Readonly<Record<string, readonly string[]>>;
}
export interface ServedWorld {
  readonly films: readonly ServedFilm[];
  /** By item, by language. */
  readonly names: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export type QuestionKind = 'films' | 'names' | 'released';
export interface Question {
  readonly kind: QuestionKind;
  /** IMDb ids, items, or the two days. */
  readonly about: readonly string[];
  readonly atMs: number;
}
type Answer = (response: ServerResponse, rows: readonly object[]) => void;

export interface WikidataServer {
  readonly sparqlUrl: string;
  readonly apiUrl: string;
  readonly questions: readonly Question[];
  /** How often it was asked whether servers lag. */
  readonly lagChecks: () => number;
  close(): Promise<void>;
}

export interface ServerScript {
  /** What the nth question (from 0) gets instead of its rows. */
  readonly answer?: (question: Question, n: number) => Answer | undefined;
  /** What the nth check of lag gets instead of "none". */
  readonly lag?: (n: number) => Answer | undefined;
}

const uri = (item: string): object => ({ type: 'uri', value: `http://www.wikidata.org/entity/${item}` });
const literal = (value: string): object => ({ type: 'literal', value });
const bodyOf = (rows: readonly object[]): string =>
  JSON.stringify({ head: { vars: [] }, results: { bindings: rows } });

/** Some headers and a text: an error, or rows cut short. */
export const status =
  (code: number, headers: Readonly<Record<string, string>> = {}, text = ''): Answer =>
  (response) => {
    response.writeHead(code, headers);
    response.end(text);
  };
/** A 200 whose JSON ends in the trace of a time-out, as the service writes it. */
export const outOfTime: Answer = (response, rows) => {
  response.writeHead(200, { 'Content-Type': 'application/sparql-results+json' });
  response.end(
    `${bodyOf(rows).slice(0, -20)}SPARQL-QUERY: queryStr=SELECT\njava.util.concurrent.TimeoutException\n`
  );
};
/** Promises a whole answer and hangs up in its middle. */
export const cutShort: Answer = (response, rows) => {
  const body = bodyOf(rows);
  response.writeHead(200, { 'Content-Length': String(body.length + 50) });
  response.write(body);
  setTimeout(() => response.destroy(), 20);
};
/** Says nothing for a while, then hangs up. */
export const silence: Answer = (response) => {
  setTimeout(() => response.destroy(), 2000);
};

/** The words between the braces behind `VALUES ?name`. */
const valuesOf = (query: string, name: string): string[] | undefined =>
  new RegExp(`VALUES \\?${name} \\{([^}]*)\\}`).exec(query)?.[1]?.match(/[\w:]+/g)?.map((word) => word.replace('wd:', '')); // prettier-ignore

function understand(query: string): Omit<Question, 'atMs'> | undefined {
  const imdb = valuesOf(query, 'imdb');
  if (imdb) return { kind: 'films', about: imdb };
  const items = valuesOf(query, 'item');
  if (items) return { kind: 'names', about: items };
  const days = [...query.matchAll(/"(\d{4}-\d\d-\d\d)T00:00:00Z"\^\^xsd:dateTime/g)].map(
    ([, day = '']) => day
  );
  return days.length >= 2 ? { kind: 'released', about: days.slice(0, 2) } : undefined;
}

function rowsFor({ kind, about }: Omit<Question, 'atMs'>, { films, names }: ServedWorld): object[] {
  const [since = '', until = ''] = about;
  if (kind === 'names') {
    return about.flatMap((item) =>
      Object.entries(names[item] ?? {}).map(([language, name]) => ({
        item: uri(item),
        name: { 'xml:lang': language, ...literal(name) },
        language: literal(language)
      }))
    );
  }
  if (kind === 'films') {
    return films
      .filter(({ imdb }) => about.includes(imdb))
      .flatMap(({ item, imdb, facts, seconds }) => {
        const row = { imdb: literal(imdb), film: uri(item) };
        const fact = (property: string, value: object): object => ({
          ...row,
          property: { type: 'uri', value: `http://www.wikidata.org/prop/direct/${property}` },
          value
        });
        return [
          fact('P345', literal(imdb)),
          ...Object.entries(facts).flatMap(([property, values]) =>
            values.map((value) => fact(property, uri(value)))
          ),
          // What Wikidata says where somebody unknown directed.
          fact('P57', { type: 'bnode', value: 't123' }),
          fact('P161', { type: 'uri', value: 'http://www.wikidata.org/.well-known/genid/abc' }),
          ...(seconds === undefined
            ? []
            : [{ ...row, seconds: { datatype: 'decimal', ...literal(String(seconds)) } }])
        ];
      });
  }
  return films.flatMap(({ item, imdb, tmdb, released = [] }) =>
    released.some((day) => day < since)
      ? []
      : released
          .filter((day) => day >= since && day < until)
          .map((day) => ({
            film: uri(item),
            imdb: literal(imdb),
            ...(tmdb !== undefined && { tmdb: literal(tmdb) }),
            released: { datatype: 'dateTime', ...literal(`${day}T00:00:00Z`) }
          }))
  );
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

/** Starts a server over these films. */
export async function startWikidataServer(
  world: ServedWorld,
  script: ServerScript = {}
): Promise<WikidataServer> {
  const questions: Question[] = [];
  let lagChecks = 0;
  let underWay = 0;
  const answerQuery = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const asked = understand(new URLSearchParams(await textOf(request)).get('query') ?? '');
    if (!asked || request.method !== 'POST') {
      status(400)(response, []);
      return;
    }
    const question = { ...asked, atMs: performance.now() };
    questions.push(question);
    const rows = rowsFor(question, world);
    (script.answer?.(question, questions.length - 1) ?? status(200, {}, bodyOf(rows)))(response, rows);
  };
  const server = createServer((request, response) => {
    response.on('close', () => underWay--);
    if (++underWay > 1 || !/^YAMR\/.*(@|:\/\/)/.test(request.headers['user-agent'] ?? ''))
      status(403)(response, []);
    else if (request.url === '/sparql') void answerQuery(request, response);
    else if (request.url?.startsWith('/w/api.php') && request.url.includes('maxlag=')) {
      lagChecks++;
      (script.lag?.(lagChecks - 1) ?? status(200, {}, '{"batchcomplete":""}'))(response, []);
    } else status(404)(response, []);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    sparqlUrl: `${url}/sparql`,
    apiUrl: `${url}/w/api.php`,
    questions,
    lagChecks: () => lagChecks,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      })
  };
}
