/**
 * Owns the release format: what `static/models/current.json` and `<version>/manifest.json` say.
 * Training writes it, the browser and the commands read it; nobody else knows a file's name or layout.
 */
import * as v from 'valibot';
import { YamrError } from './errors.ts';
import { TENSOR_DTYPES } from './tensor.ts';

/**
 * Raised when an older reader could misread a newer release. Readers refuse what they do not know. Format 2 has tiers of
 * movies (`stage` 3, `fromRow`) and credits; the pointer has been the same since format 1.
 */
export const RELEASE_FORMAT_VERSION = 2;
export const POINTER_FORMAT_VERSION = 1;

const Sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'a sha256 is 64 hexadecimal digits'));
const Bytes = v.pipe(v.number(), v.integer(), v.minValue(0));
/** Versions and file names become parts of URLs and paths: nothing that could climb out of the folder. */
export const SafeNameSchema = v.pipe(
  v.string(),
  v.regex(/^[a-z0-9][a-z0-9._-]{0,79}$/, 'a name is lower case letters, digits, . _ -')
);

/** What a file is for. */
export const FILE_ROLES = [
  'catalogue',
  'tensor',
  'topology',
  'golden',
  'licence',
  'report',
  'card',
  'posters',
  'tags',
  'credits'
] as const;

export const ReleaseFileSchema = v.object({
  path: SafeNameSchema,
  role: v.picklist(FILE_ROLES),
  /**
   * 1 (also where it is left out): needed for the first personal list. 2: loads while that list is read. 3: the long tail,
   * movies that nobody in training rated; loads when somebody reaches for them.
   */
  stage: v.optional(v.picklist([1, 2, 3])),
  bytes: Bytes,
  sha256: Sha256,
  /** Tensors only: the name by which the model asks for it, its encoding (core/tensor.ts) and [rows, columns]. */
  name: v.optional(v.string()),
  dtype: v.optional(v.picklist(TENSOR_DTYPES)),
  shape: v.optional(v.tuple([Bytes, Bytes])),
  /** Tensors in several files, one a tier: the row of the matrix that is the first of this file; 0 where it is left out. */
  fromRow: v.optional(Bytes)
});
export type ReleaseFile = v.InferOutput<typeof ReleaseFileSchema>;

const Json = v.record(v.string(), v.unknown());

export const ManifestSchema = v.object({
  formatVersion: v.picklist([1, RELEASE_FORMAT_VERSION]),
  version: SafeNameSchema,
  createdAt: v.pipe(v.string(), v.isoTimestamp()),
  model: v.object({ name: v.string(), hyperParameters: Json }),
  dataset: v.object({
    name: v.string(),
    sha256: Sha256,
    ratings: Bytes,
    users: Bytes,
    movies: Bytes,
    tags: Bytes
  }),
  seed: v.pipe(v.number(), v.integer()),
  codeCommit: v.string(),
  /** Metrics by protocol, model and K, baselines included (training/evaluate.ts). */
  metrics: Json,
  licence: v.string(),
  files: v.array(ReleaseFileSchema)
});
export type Manifest = v.InferOutput<typeof ManifestSchema>;

/** `static/models/current.json`. Readers from before roll-outs see format and version alone. */
export const PointerSchema = v.object({
  formatVersion: v.literal(POINTER_FORMAT_VERSION),
  version: SafeNameSchema,
  /** A newer version for a share of the devices (core/rollout.ts). */
  candidate: v.optional(
    v.object({ version: SafeNameSchema, share: v.pipe(v.number(), v.minValue(0), v.maxValue(1)) })
  ),
  /** Versions that were in use before, the last one first: what `rollback` goes back to. */
  history: v.optional(v.array(SafeNameSchema)),
  /** Versions as devices left them, the last one first, followed or taken back: what `prune` spares for a while. */
  retired: v.optional(v.array(SafeNameSchema)),
  /** Grows with every change, so that an older pointer is known by it. Signed with the rest (core/pointer-signature.ts). */
  counter: v.optional(Bytes),
  /** Until when it is the signer's word; later it holds on, and the app tells. */
  expiresAt: v.optional(v.pipe(v.string(), v.isoTimestamp()))
});
export type Pointer = v.InferOutput<typeof PointerSchema>;

function parseVersioned<S extends v.GenericSchema>(
  schema: S,
  newest: number,
  json: unknown,
  what: string
): v.InferOutput<S> {
  const format = (json as { formatVersion?: unknown } | null)?.formatVersion;
  if (typeof format === 'number' && !(format >= 1 && format <= newest)) {
    throw new YamrError(
      'unknown-format',
      `The ${what} has format ${format}; this version of YAMR reads format ${newest}. Update YAMR to use it.`
    );
  }
  const parsed = v.safeParse(schema, json);
  if (parsed.success) return parsed.output;
  const issue = parsed.issues[0];
  throw new YamrError(
    'bad-release',
    `The ${what} cannot be read: ${v.getDotPath(issue) ?? 'it'}: ${issue.message}.`
  );
}

/** Parses manifest.json. Throws `unknown-format` or `bad-release`. */
export const parseManifest = (json: unknown): Manifest =>
  parseVersioned(ManifestSchema, RELEASE_FORMAT_VERSION, json, 'release manifest');

/** Throws `bad-release` where the manifest of a folder is another version's. */
export function refuseOtherVersion(manifest: Manifest, version: string): void {
  if (manifest.version === version) return;
  throw new YamrError('bad-release', `The folder ${version} holds the model ${manifest.version}.`);
}

/** Parses current.json. Throws `unknown-format` or `bad-release`. */
export const parsePointer = (json: unknown): Pointer =>
  parseVersioned(PointerSchema, POINTER_FORMAT_VERSION, json, 'release pointer');
