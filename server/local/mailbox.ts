/**
 * Owns the codes that AWS would send by mail: in local development they are kept in memory, printed on the terminal
 * and read by the page. There is no mail and no secrecy here.
 */
import { Hono } from 'hono';
import type { Mailbox } from '#core/account-config';

type Message = Mailbox['messages'][number];

const KEPT_MAX = 100;

export interface LocalMailbox {
  deliver(to: string, code: string): void;
  /** `GET /?to=<address>`: newest first. */
  readonly app: Hono;
}

export function createMailbox(print: (line: string) => void): LocalMailbox {
  const messages: Message[] = [];
  return {
    deliver(to, code) {
      messages.unshift({ to, code, sentAtMs: Date.now() });
      messages.length = Math.min(messages.length, KEPT_MAX);
      print(`Code for ${to}: ${code} (local development: nothing is mailed)`);
    },
    app: new Hono().get('/', (c) => {
      const to = c.req.query('to')?.toLowerCase();
      const found = messages.filter((message) => message.to.toLowerCase() === to);
      return c.json({ messages: found } satisfies Mailbox, 200, { 'Cache-Control': 'no-store' });
    })
  };
}
