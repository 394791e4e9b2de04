/**
 * Owns the address of a local stand-in for DynamoDB: the access key that it wants stands before the host, as in
 * `http://KEY@127.0.0.1:8000`, so that one text is all that a command needs.
 */
import { YamrError } from '#core/errors';

export interface Endpoint {
  readonly url: string;
  /** A stand-in takes any key unless it was given one. */
  readonly accessKey: string;
}

export const withCredential = (url: string, accessKey: string): string => {
  const parsed = new URL(url);
  parsed.username = accessKey;
  return parsed.href.replace(/\/$/, '');
};

/** Throws `bad-input`. */
export function parseEndpoint(endpoint: string): Endpoint {
  if (!URL.canParse(endpoint)) {
    throw new YamrError('bad-input', `"${endpoint}" is no address like http://localhost:8000.`);
  }
  const parsed = new URL(endpoint);
  const accessKey = decodeURIComponent(parsed.username) || 'local';
  parsed.username = parsed.password = '';
  return { url: parsed.href.replace(/\/$/, ''), accessKey };
}
