import type { Webhook } from '../domain/alerts/webhook.ts';
import type { SentNote } from './alert-choices.ts';

const MOST_TRIES = 3;
const WAITS_MS = [1000, 5000] as const;
const LIMIT_MS = 15_000;

/**
 * Sends words to where a person said, with nothing else: no cookies, no address of this page. The answer is opaque to a
 * page (`no-cors`), so `isSent` says that they left, not that they were liked.
 */
export async function postWebhook(
  { address, body }: Pick<Webhook, 'address' | 'body'>,
  words: string,
  send: typeof fetch = fetch,
): Promise<SentNote> {
  for (let tries = 1; ; tries += 1) {
    const outcome = await send(address, {
      method: 'POST',
      mode: 'no-cors',
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      cache: 'no-store',
      body: wrap(body, words),
      signal: AbortSignal.timeout(LIMIT_MS),
    }).then(
      () => 'sent' as const,
      // What nobody answered in time may have arrived: saying it again could say it twice.
      (error: unknown) =>
        error instanceof DOMException && error.name === 'TimeoutError' ? 'late' : 'failed',
    );
    const wait = WAITS_MS[tries - 1];
    if (outcome !== 'failed' || tries === MOST_TRIES || wait === undefined)
      return { atMs: Date.now(), isSent: outcome === 'sent', tries };
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

/** Kinds of body that a page may send anywhere without asking first. */
function wrap(body: Webhook['body'], words: string): BodyInit {
  switch (body) {
    case 'text':
      return words;
    case 'json':
      return JSON.stringify({ text: words });
    case 'form': {
      const form = new FormData();
      form.set('content', words);
      return form;
    }
  }
}
