/** Owns a bucket on this machine: the part of S3's protocol that publishing speaks, over real HTTP, in memory. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface StoredObject {
  readonly bytes: Buffer;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

const etagOf = (bytes: Buffer): string => `"${createHash('md5').update(bytes).digest('hex')}"`;

export interface S3Server {
  readonly url: string;
  /** By key, of all buckets. */
  readonly objects: Map<string, StoredObject>;
  close(): Promise<void>;
}

const PAGE = 3;
const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** ListObjectsV2 with a delimiter, a few keys a page. */
function listing(keys: readonly string[], query: URLSearchParams): string {
  const prefix = query.get('prefix') ?? '';
  const below = keys.filter((key) => key.startsWith(prefix)).sort();
  const entries = [
    ...new Set(
      below.map((key) => {
        const slash = key.indexOf('/', prefix.length);
        return slash < 0 ? key : key.slice(0, slash + 1);
      })
    )
  ];
  const from = Number(query.get('continuation-token') ?? 0);
  const page = entries.slice(from, from + PAGE);
  const isLast = from + PAGE >= entries.length;
  const xml = page.map((entry) =>
    entry.endsWith('/')
      ? `<CommonPrefixes><Prefix>${escape(entry)}</Prefix></CommonPrefixes>`
      : `<Contents><Key>${escape(entry)}</Key></Contents>`
  );
  const next = isLast ? '' : `<NextContinuationToken>${from + PAGE}</NextContinuationToken>`;
  return `<?xml version="1.0"?><ListBucketResult><IsTruncated>${!isLast}</IsTruncated>${next}${xml.join('')}</ListBucketResult>`;
}

function answerTo(
  { method, url = '/', headers }: IncomingMessage,
  bytes: Buffer,
  objects: Map<string, StoredObject>
): { readonly status: number; readonly body?: string | Buffer; readonly etag?: string } {
  if (!headers.authorization?.startsWith('AWS4-HMAC-SHA256')) return { status: 403 };
  const { pathname, searchParams } = new URL(url, 'http://s3');
  const key = decodeURIComponent(pathname.split('/').slice(2).join('/'));
  if (method === 'PUT') {
    const { 'cache-control': cacheControl, 'content-type': contentType } = headers;
    const there = objects.get(key);
    const wanted = headers['if-match'];
    if (wanted !== undefined && !there) return { status: 404 };
    const isOther = wanted !== undefined && there && etagOf(there.bytes) !== wanted;
    if (isOther || (headers['if-none-match'] === '*' && there)) return { status: 412 };
    objects.set(key, { bytes, headers: { cacheControl, contentType } });
    return { status: 200 };
  }
  if (method === 'DELETE') {
    objects.delete(key);
    return { status: 204 };
  }
  if (key === '') return { status: 200, body: listing([...objects.keys()], searchParams) };
  const found = objects.get(key);
  if (found) return { status: 200, body: found.bytes, etag: etagOf(found.bytes) };
  return {
    status: 404,
    body: '<?xml version="1.0"?><Error><Code>NoSuchKey</Code><Message>none</Message></Error>'
  };
}

export async function startS3Server(): Promise<S3Server> {
  const objects = new Map<string, StoredObject>();
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const { status, body = '', etag } = answerTo(request, Buffer.concat(pieces), objects);
      const headers = {
        'Content-Length': Buffer.byteLength(body),
        ...(etag !== undefined && { ETag: etag })
      };
      response.writeHead(status, headers).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    objects,
    close: () => new Promise((resolve) => server.close(() => resolve()))
  };
}
