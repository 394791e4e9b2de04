/**
 * Owns what can be read of a JSON text: all of it, or, where that fails, every item of its lists that is whole. A comma
 * too many, a NaN, an item that breaks off costs that item, which is null then.
 */

/** Whether a text has no more than `most` objects and lists: its parser would fill the memory before anybody counts. */
export function isBounded(text: string, most: number): boolean {
  let parts = 0;
  for (const open of ['{', '[']) {
    for (let at = text.indexOf(open); at >= 0; at = text.indexOf(open, at + 1))
      if (++parts > most) return false;
  }
  return true;
}

function parseOrNone(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

const isObject = (item: unknown): boolean =>
  typeof item === 'object' && item !== null && !Array.isArray(item);

/** One item a line, undefined where most lines are none. Not split: millions of lines may be empty. */
function parseLines(text: string): unknown {
  const items: unknown[] = [];
  for (let start = 0; start < text.length;) {
    const next = text.indexOf('\n', start);
    const end = next < 0 ? text.length : next;
    const line = text.slice(start, end).trim();
    if (line !== '') items.push(parseOrNone(line) ?? null);
    start = end + 1;
  }
  const good = items.filter(isObject).length;
  return good > 1 && 2 * good > items.length ? items : undefined;
}

/** Where the string that begins at `start` ends. */
function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at;
  }
  return text.length;
}

/**
 * The text with null in the place of every item that is damaged, of a list that is the whole or is right in the object that is;
 * what was left open at its end is closed. In one pass, however deep it is nested.
 */
function mend(text: string): string {
  const done: string[] = [];
  const open: string[] = [];
  let copied = 0;
  let itemStart = -1;
  const inList = (): boolean =>
    open.at(-1) === '[' && (open.length === 1 || (open.length === 2 && open[0] === '{'));
  const endItem = (end: number): void => {
    if (itemStart < 0) return;
    const item = text.slice(itemStart, end);
    const isNone = item.trim() === '';
    if (isNone || parseOrNone(item) === undefined) {
      done.push(text.slice(copied, itemStart), 'null');
      copied = end;
    }
    itemStart = -1;
  };
  for (let at = 0; at < text.length; at++) {
    const letter = text[at];
    if (letter === '"') at = stringEnd(text, at);
    else if (letter === '{' || letter === '[') {
      open.push(letter);
      if (letter === '[' && inList()) itemStart = at + 1;
    } else if (letter === '}' || letter === ']') {
      if (inList()) endItem(at);
      open.pop();
    } else if (letter === ',' && inList()) {
      endItem(at);
      itemStart = at + 1;
    }
  }
  endItem(text.length);
  done.push(text.slice(copied));
  // What was open inside an item is gone with it.
  if (open[0] === '[') done.push(']');
  else if (open[0] === '{') done.push(open[1] === '[' ? ']}' : '}');
  return done.join('');
}

export interface ReadItems {
  /** Undefined where nothing can be made of it. */
  readonly json: unknown;
  readonly isWhole: boolean;
}
/** One value, or one a line (JSON Lines), or what is left of a text that is damaged. */
export function parseItems(text: string): ReadItems {
  const whole = parseOrNone(text);
  if (whole !== undefined) return { json: whole, isWhole: true };
  return { json: parseLines(text) ?? parseOrNone(mend(text)), isWhole: false };
}
