/**
 * Owns `/config.json`, by which the page knows where accounts live: the same code runs against Cognito on AWS and
 * against the local stand-in of `npm start`. A site without this file has no accounts, and is complete without.
 */
import * as v from 'valibot';

/** An address on this site (`/api`) or elsewhere (`https://...`), without a final slash. */
const BaseUrlSchema = v.pipe(
  v.string(),
  v.regex(/^(?:https?:\/)?\/[^\s]*[^\s/]$/, 'an address starts with / or https:// and has no final slash')
);

export const AccountConfigSchema = v.object({
  formatVersion: v.literal(1),
  /** Where `/rate`, `/ratings` and the rest are. */
  apiUrl: BaseUrlSchema,
  auth: v.object({
    region: v.string(),
    userPoolId: v.string(),
    userPoolClientId: v.string(),
    /** Only where it is not Cognito's own address. */
    endpoint: v.optional(BaseUrlSchema),
    /** USER_SRP_AUTH never sends the password; the local stand-in has only USER_PASSWORD_AUTH. */
    flow: v.picklist(['USER_SRP_AUTH', 'USER_PASSWORD_AUTH']),
    /** Social sign-in, where it is set up: the hosted pages' domain and the buttons to show. */
    social: v.optional(
      v.object({ domain: v.pipe(v.string(), v.nonEmpty()), providers: v.array(v.picklist(['Google'])) })
    ),
    /** Local development only: where the codes lie that AWS would send by mail. */
    mailboxUrl: v.optional(BaseUrlSchema)
  })
});
export type AccountConfig = v.InferOutput<typeof AccountConfigSchema>;

/** `GET <mailboxUrl>?to=<address>`: newest first. Exists only in local development. */
export const MailboxSchema = v.object({
  messages: v.array(v.object({ to: v.string(), code: v.string(), sentAtMs: v.number() }))
});
export type Mailbox = v.InferOutput<typeof MailboxSchema>;
