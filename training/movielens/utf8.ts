/**
 * Owns the promise that a file's bytes are UTF-8: what is not is refused with its line. Decoders that replace what they
 * cannot read would put the replacement characters into a release, where nobody can tell the title any more.
 */
import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { YamrError } from '#core/errors';

const NEWLINE = 10;

/** `bad-data` of one kind, so that who knows a remedy can add it. */
export class NotUtf8Error extends YamrError {
  constructor(
    readonly file: string,
    directory: string,
    readonly line: number
  ) {
    super('bad-data', `${file} in ${directory} is not UTF-8, first in line ${line}.`);
  }
}

/** How many bytes at the end begin a character that only further bytes could end. */
function unfinishedBytes(bytes: Buffer): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    const isContinuation = byte >> 6 === 0b10;
    if (isContinuation) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? back : 0;
  }
  return 0;
}

/** Takes a file's chunks in order; false as soon as they cannot be UTF-8. `end` asks whether the last character is whole. */
export function createUtf8Check(): { readonly add: (chunk: Buffer) => boolean; readonly end: () => boolean } {
  let carried: Buffer = Buffer.alloc(0);
  return {
    add(chunk) {
      const bytes = carried.length > 0 ? Buffer.concat([carried, chunk]) : chunk;
      const whole = bytes.length - unfinishedBytes(bytes);
      carried = Buffer.from(bytes.subarray(whole));
      return isUtf8(bytes.subarray(0, whole));
    },
    end: () => carried.length === 0
  };
}

/** The lines of a file as bytes, without their newline. */
export async function* readLines(path: string): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
      yield bytes.subarray(start, end);
      start = end + 1;
    }
    rest = bytes.subarray(start);
  }
  if (rest.length > 0) yield rest;
}

/** The error for a file that is known not to be UTF-8. Reads it again: only now does anybody need the line. */
export async function notUtf8(file: {
  readonly directory: string;
  readonly name: string;
}): Promise<NotUtf8Error> {
  let line = 0;
  for await (const bytes of readLines(join(file.directory, file.name))) {
    line++;
    if (!isUtf8(bytes)) break;
  }
  return new NotUtf8Error(file.name, file.directory, line);
}
