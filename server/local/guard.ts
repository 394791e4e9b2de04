/**
 * Owns who may talk to the local backend: pages of this very server, and programs of this machine. A page of another
 * site reaches a loopback port too, by its own name (DNS rebinding) or from its own origin, so that the port protects nothing.
 */
import { hostname } from 'node:os';
import { isIP } from 'node:net';
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context, MiddlewareHandler } from 'hono';

export interface GuardOptions {
  /** Other machines may come too, by any address of this one. */
  readonly isOpen: boolean;
  /** Names by which this server is known, besides this machine's own. */
  readonly names?: readonly string[];
}

const socketOf = (c: Context): { readonly localPort?: number } | undefined =>
  (c.env as { incoming?: { socket?: { localPort?: number } } } | undefined)?.incoming?.socket;

/** Where a request comes from; nothing where it comes from this very process. */
export const addressOf = (c: Context): string =>
  socketOf(c) ? (getConnInfo(c).remote.address ?? 'unknown') : '';

/** Whether a request comes from this machine, or from this very process. */
function isFromHere(c: Context): boolean {
  const address = addressOf(c);
  return address === '' || address === '::1' || /^(?:::ffff:)?127\./.test(address);
}

const isLoopback = (name: string): boolean => /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(name);

/** Whether a host is this server: a name that an attacker's DNS answers for is none of them. An address is nobody's name. */
function isOwnHost(
  host: string,
  localPort: number | undefined,
  { isOpen, names = [] }: GuardOptions
): boolean {
  if (!URL.canParse(`http://${host}`)) return false;
  const { hostname: name, port, pathname, username } = new URL(`http://${host}`);
  if (pathname !== '/' || username !== '') return false;
  if (isOpen) {
    const machine = hostname().toLowerCase();
    const own = [machine, `${machine}.local`, ...names.map((one) => one.toLowerCase())];
    return isLoopback(name) || isIP(name.replace(/^\[|\]$/g, '')) > 0 || own.includes(name);
  }
  return isLoopback(name) && (localPort === undefined || Number(port || 80) === localPort);
}

/** Whether a browser says that a page of somewhere else asks. A program says nothing of the kind. */
function isForeignPage(c: Context, host: string): boolean {
  const origin = c.req.header('Origin');
  if (
    origin !== undefined &&
    !(URL.canParse(origin) && new URL(origin).host === new URL(`http://${host}`).host)
  )
    return true;
  const site = c.req.header('Sec-Fetch-Site');
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}

/** Refuses whatever is not ours, with a sentence and without a word about what is behind it. */
export function onlyOurs(options: GuardOptions): MiddlewareHandler {
  return async (c, next) => {
    c.header('Cache-Control', 'no-store');
    if (!options.isOpen && !isFromHere(c)) {
      return c.text('The local backend answers only the machine that it runs on.\n', 404);
    }
    const host = c.req.header('Host') ?? new URL(c.req.url).host;
    if (!isOwnHost(host, socketOf(c)?.localPort, options)) {
      return c.text('This server is not known by that name.\n', 403);
    }
    if (isForeignPage(c, host)) return c.text('Pages of other sites may ask nothing here.\n', 403);
    return next();
  };
}
