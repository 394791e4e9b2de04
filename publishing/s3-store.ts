/** Owns releases in an S3 bucket, or in anything that speaks its protocol. A put is atomic there. */
import {
  DeleteObjectCommand,
  GetObjectCommand,
  NoSuchKey,
  paginateListObjectsV2,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
  type PutObjectCommandInput
} from '@aws-sdk/client-s3';
import { YamrError } from '#core/errors';
import { contentTypeOf } from '../server/content-types.ts';
import { cacheControlOf } from '../server/headers.ts';
import { isSame, type ReleaseStore } from './store.ts';

export interface S3Place {
  readonly bucket: string;
  /** What keys begin with, without a slash at its end; may be empty. */
  readonly prefix: string;
}

/** Parses `s3://bucket/prefix`. Throws `bad-input`. */
export function parseS3Address(address: string): S3Place {
  const [, bucket, prefix = ''] =
    /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*?))?\/?$/.exec(address) ?? [];
  if (bucket !== undefined) return { bucket, prefix };
  throw new YamrError('bad-input', `"${address}" is no bucket: say s3://bucket/folder.`);
}

/** Answers to a conditional write: removed (404), being written by somebody (409), changed (412). */
const REFUSALS: readonly number[] = [404, 409, 412];

/** `endpoint`: another server than AWS'. Credentials and region are those of the environment. */
export function s3Store(place: S3Place, endpoint?: string): ReleaseStore {
  const client = new S3Client(endpoint === undefined ? {} : { endpoint, forcePathStyle: true });
  const { bucket: Bucket } = place;
  const root = place.prefix === '' ? '' : `${place.prefix}/`;
  const read = async (path: string): Promise<{ bytes?: Uint8Array; etag?: string }> => {
    try {
      const { Body, ETag } = await client.send(new GetObjectCommand({ Bucket, Key: root + path }));
      const bytes = await Body?.transformToByteArray();
      return { ...(bytes && { bytes }), ...(ETag !== undefined && { etag: ETag }) };
    } catch (error) {
      if (error instanceof NoSuchKey) return {};
      throw error;
    }
  };
  const put = async (
    path: string,
    bytes: Uint8Array,
    condition: Pick<PutObjectCommandInput, 'IfMatch' | 'IfNoneMatch'> = {}
  ): Promise<void> => {
    await client.send(
      new PutObjectCommand({
        Bucket,
        Key: root + path,
        Body: bytes,
        ContentType: contentTypeOf(path),
        CacheControl: cacheControlOf(`/models/${path}`),
        ...condition
      })
    );
  };
  return {
    name: `s3://${Bucket}/${place.prefix}`,
    async list(folder) {
      const Prefix = folder ? `${root}${folder}/` : root;
      const found: string[] = [];
      for await (const page of paginateListObjectsV2({ client }, { Bucket, Prefix, Delimiter: '/' })) {
        const folders = page.CommonPrefixes?.flatMap((entry) => entry.Prefix?.slice(root.length, -1) ?? []);
        const files = page.Contents?.flatMap(({ Key }) => Key?.slice(root.length) ?? []);
        found.push(...((folder === undefined ? folders : files) ?? []));
      }
      return found.filter((path) => !/(?:^|\/)\./.test(path)).sort();
    },
    read: async (path) => (await read(path)).bytes,
    write: (path, bytes) => put(path, bytes),
    async replace(path, bytes, before) {
      const there = before && (await read(path));
      if (there && (there.etag === undefined || !isSame(there.bytes, before))) return false;
      try {
        await put(path, bytes, there?.etag === undefined ? { IfNoneMatch: '*' } : { IfMatch: there.etag });
        return true;
      } catch (error) {
        if (!(error instanceof S3ServiceException) || error.name === 'NoSuchBucket') throw error;
        if (!REFUSALS.includes(error.$metadata.httpStatusCode ?? 0)) throw error;
        // The client asks again where an answer was lost, and is then refused for its own write.
        return isSame((await read(path)).bytes, bytes);
      }
    },
    async remove(path) {
      await client.send(new DeleteObjectCommand({ Bucket, Key: root + path }));
    }
  };
}
