/** Owns the releases' bucket with the CDN before it, and the data's bucket, which nobody but the retrain reads. */
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  HeadersFrameOption,
  HttpVersion,
  PriceClass,
  ResponseHeadersPolicy,
  ViewerProtocolPolicy
} from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  ObjectOwnership,
  type IBucket
} from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { RELEASE_POLICY } from '../../server/headers.ts';

/** Keys of releases begin with it, as their paths on the site do. */
export const MODELS_PREFIX = 'models';
export const DATA_PREFIX = 'data';

/** Private, encrypted, and what is overwritten can be had back for a month. */
const createBucket = (scope: Construct, id: string): Bucket =>
  new Bucket(scope, id, {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    versioned: true,
    lifecycleRules: [
      {
        noncurrentVersionExpiration: Duration.days(30),
        abortIncompleteMultipartUploadAfter: Duration.days(7)
      }
    ],
    removalPolicy: RemovalPolicy.RETAIN
  });

/**
 * Versions are kept for the year that their own header says (server/headers.ts). Everything else is asked for each time:
 * the pointer moves.
 */
function createDistribution(scope: Construct, bucket: Bucket): Distribution {
  const seconds = Duration.seconds;
  const shared = {
    origin: S3BucketOrigin.withOriginAccessControl(bucket as IBucket),
    viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
    allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
    compress: true,
    responseHeadersPolicy: new ResponseHeadersPolicy(scope, 'ReleaseHeaders', {
      securityHeadersBehavior: {
        contentSecurityPolicy: { contentSecurityPolicy: RELEASE_POLICY, override: true },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
        strictTransportSecurity: {
          accessControlMaxAge: Duration.days(365),
          includeSubdomains: true,
          override: true
        }
      }
    })
  };
  const asTheHeaderSays = new CachePolicy(scope, 'ReleaseCache', {
    comment: 'Files of a version: as their Cache-Control says, and not at all without one.',
    minTtl: seconds(0),
    defaultTtl: seconds(0),
    maxTtl: Duration.days(365),
    enableAcceptEncodingBrotli: true,
    enableAcceptEncodingGzip: true
  });
  return new Distribution(scope, 'ReleaseCdn', {
    comment: 'The releases of YAMR’s models',
    defaultBehavior: { ...shared, cachePolicy: CachePolicy.CACHING_DISABLED },
    additionalBehaviors: { [`/${MODELS_PREFIX}/*/*`]: { ...shared, cachePolicy: asTheHeaderSays } },
    httpVersion: HttpVersion.HTTP2_AND_3,
    priceClass: PriceClass.PRICE_CLASS_100
  });
}

export interface Buckets {
  readonly releases: Bucket;
  readonly data: Bucket;
  readonly cdn: Distribution;
}

/** Two of them, so that no rule about paths stands between MovieLens' files and the CDN. */
export function createBuckets(scope: Construct): Buckets {
  const releases = createBucket(scope, 'Releases');
  return { releases, data: createBucket(scope, 'Data'), cdn: createDistribution(scope, releases) };
}
