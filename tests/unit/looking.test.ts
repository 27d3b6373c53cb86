import { describe, expect, it } from 'vitest';
import { decodeMessage, encodeMessage } from '../../src/sync/exchange/messages.ts';
import { parseLooking, toLooking } from '../../src/sync/node/share-view.ts';

/** What the others make of it, over the wire. */
function heard(label: string, href: string): ReturnType<typeof parseLooking> | 'malformed' {
  const head = { name: 'Ana', colour: 0, looking: toLooking(label, href), tab: '' };
  const message = decodeMessage(encodeMessage('presence', head));
  return message.kind === 'presence' ? parseLooking(message.head.looking) : 'malformed';
}

describe('where somebody is', () => {
  it('is told with the whole address where it is short', () => {
    const href = '#/experiments/7?filter=metrics.loss+%3C+1&view=1abc_-';
    expect(heard('Runs', href)).toEqual({ label: 'Runs', href });
  });

  it('is told without the view where its address is long: a peer would take the message for a forgery', () => {
    const view = 'A'.repeat(20_000);
    expect(heard('Runs', `#/experiments/7?view=1${view}`)).toEqual({
      label: 'Runs',
      href: '#/experiments/7',
    });
    expect(heard('x'.repeat(500), `#/experiments/${'7'.repeat(500)}`)).toBeNull();
  });
});
