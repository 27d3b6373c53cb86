import type { AlertRule } from './alert-rule.ts';

/** How the words are wrapped: as they are, as Slack's and Mattermost's JSON, or as a form, as Discord takes it. */
export type WebhookBody = 'text' | 'json' | 'form';

/** Where one device sends the alerts of a rule, in the words of whoever set it up. Never shared. */
export interface Webhook {
  readonly enabled: boolean;
  readonly address: string;
  readonly text: string;
  readonly body: WebhookBody;
  /** What the rule asked for when this was switched on (`conditionText`): a rule that others change sends nothing. */
  readonly agreedTo: string;
}

/** What words may speak of. */
export const PLACEHOLDERS = [
  'alert',
  'rule',
  'run',
  'metric',
  'value',
  'against',
  'step',
  'time',
  'link',
] as const;
export type Placeholder = (typeof PLACEHOLDERS)[number];

export const FIRST_WORDS = '{alert} {link}';
export const MAX_ADDRESS = 2000;
export const MAX_WORDS = 2000;
/** What Discord takes; the others take more. */
const MAX_MESSAGE = 2000;
/** A name can be as long as a file's author liked. */
const MAX_PART = 300;

/** Null where messages can be sent there. */
export function webhookFault(address: string): 'empty' | 'not-an-address' | 'not-https' | 'password' | null {
  const text = address.trim();
  if (text === '') return 'empty';
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return 'not-an-address';
  }
  if (url.protocol !== 'https:') return 'not-https';
  // The browser sends no request to such an address.
  return url.username !== '' || url.password !== '' ? 'password' : null;
}

/** Words in braces that mean nothing. */
export function unknownPlaceholders(text: string): readonly string[] {
  const known = new Set<string>(PLACEHOLDERS);
  return [...text.matchAll(/\{([a-z]{1,20})\}/g)].flatMap(([, word]) =>
    word === undefined || known.has(word) ? [] : [word],
  );
}

/** The words with what happened in them; what is put in is never read as words of the person's. */
export function fillWords(text: string, parts: Readonly<Record<Placeholder, string>>): string {
  const known = new Set<string>(PLACEHOLDERS);
  const filled = text.replace(/\{([a-z]{1,20})\}/g, (whole, word: string) =>
    known.has(word) ? parts[word as Placeholder].slice(0, MAX_PART) : whole,
  );
  return filled.slice(0, MAX_MESSAGE);
}

/** Which services take what, by their address. */
export function bodyFor(address: string): WebhookBody {
  const host = URL.canParse(address) ? new URL(address).hostname : '';
  if (/(^|\.)(discord|discordapp)\.com$/.test(host)) return 'form';
  return /(^|\.)slack\.com$/.test(host) ? 'json' : 'text';
}

/** What a rule asks for, without what it is called and whether it is on. */
export function conditionText({ scope, condition }: AlertRule): string {
  const members = Object.entries(condition).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([scope, members]);
}

export function mayFire(hook: Webhook, rule: AlertRule): boolean {
  return hook.enabled && hook.agreedTo === conditionText(rule) && webhookFault(hook.address) === null;
}
