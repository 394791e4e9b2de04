/** Owns releases in an S3 bucket, or in anything that speaks its protocol. A put is atomic there. */
import {
  DeleteObjectCommand,
  GetObjectCommand,
  NoSuchKey,
  paginateListObjectsV2,
  PutObjectCommand,
  S3Client
} from '@aws-sdk/client-s3';
import { YamrError } from '#core/errors';
import { contentTypeOf } from '../server/content-types.ts';
import { cacheControlOf } from '../server/headers.ts';
import type { ReleaseStore } from './store.ts';

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

/** `endpoint`: another server than AWS'. Credentials and region are those of the environment. */
export function s3Store(place: S3Place, endpoint?: string): ReleaseStore {
  const client = new S3Client(endpoint === undefined ? {} : { endpoint, forcePathStyle: true });
  const { bucket: Bucket } = place;
  const root = place.prefix === '' ? '' : `${place.prefix}/`;
  return {
    name: `s3://${Bucket}/${place.prefix}`,
    async list(version) {
      const Prefix = version === undefined ? root : `${root}${version}/`;
      const found: string[] = [];
      for await (const page of paginateListObjectsV2({ client }, { Bucket, Prefix, Delimiter: '/' })) {
        const folders = page.CommonPrefixes?.flatMap((entry) => entry.Prefix?.slice(root.length, -1) ?? []);
        const files = page.Contents?.flatMap(({ Key }) => Key?.slice(root.length) ?? []);
        found.push(...((version === undefined ? folders : files) ?? []));
      }
      return found.sort();
    },
    async read(path) {
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: root + path }));
        return await Body?.transformToByteArray();
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined;
        throw error;
      }
    },
    async write(path, bytes) {
      await client.send(
        new PutObjectCommand({
          Bucket,
          Key: root + path,
          Body: bytes,
          ContentType: contentTypeOf(path),
          CacheControl: cacheControlOf(`/models/${path}`)
        })
      );
    },
    async remove(path) {
      await client.send(new DeleteObjectCommand({ Bucket, Key: root + path }));
    }
  };
}
