import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AlertRule } from '../../../src/domain/alerts/alert-rule.ts';
import {
  bodyFor,
  conditionText,
  fillWords,
  PLACEHOLDERS,
  unknownPlaceholders,
  type Webhook,
  webhookFault,
} from '../../../src/domain/alerts/webhook.ts';
import { NO_CHOICES } from '../../../src/state/alert-choices.ts';
import { messageParts } from '../../../src/state/alert-message.ts';
import { sendWebhooks } from '../../../src/state/alert-webhooks.ts';
import { postWebhook } from '../../../src/state/post-webhook.ts';
import { readChoices } from '../../../src/state/read-alert-choices.ts';
import { failedAlert, NAN, nanAlert, RULES } from './made-alerts.ts';

const rule = RULES.get(NAN) as AlertRule;
const HOOK: Webhook = {
  enabled: true,
  address: 'https://ntfy.sh/my-training',
  text: '{alert} {link}',
  body: 'text',
  agreedTo: conditionText(rule),
};
const PAGE = 'https://cairn.test/';

describe('words', () => {
  it('say what happened', () => {
    const parts = messageParts(nanAlert('a'), rule, PAGE);
    expect(fillWords('{run} {metric} {value} {step} {rule} {link} {nothing}', parts)).toBe(
      'quick-fox loss NaN 1200 Loss is NaN https://cairn.test/#/runs/run-of-a?metric=loss&step=1200 {nothing}',
    );
    expect(unknownPlaceholders('{run} {nothing} {x} {Run}')).toEqual(['nothing', 'x']);
  });

  it('that files bring are never read as placeholders, and are never long', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 500, unit: 'grapheme' }), (runName) => {
        const parts = messageParts(nanAlert('a', { runName: `{value}${runName}` }), rule, PAGE);
        expect(fillWords('{run}', parts)).toBe(`{value}${runName}`.slice(0, 300));
      }),
    );
    const parts = Object.fromEntries(PLACEHOLDERS.map((one) => [one, 'x'.repeat(9999)]));
    expect(fillWords('{run}'.repeat(400), parts as never).length).toBe(2000);
  });
});

it.each([
  ['', 'empty'],
  ['ntfy', 'not-an-address'],
  ['http://ntfy.sh/a', 'not-https'],
  ['javascript:alert(1)', 'not-https'],
  ['https://me:secret@ntfy.sh/a', 'password'],
  [' https://ntfy.sh/a ', null],
] as const)('%s is an address: %s', (address, fault) => {
  expect(webhookFault(address)).toBe(fault);
});

it('who is written to decides how, and nothing that only looks alike', () => {
  expect(bodyFor('https://discord.com/api/webhooks/1/x')).toBe('form');
  expect(bodyFor('https://hooks.slack.com/services/x')).toBe('json');
  expect(bodyFor('https://notdiscord.com/x')).toBe('text');
  expect(bodyFor('https://ntfy.sh/slack.com')).toBe('text');
  expect(bodyFor('?')).toBe('text');
});

describe('a message', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  async function post(answers: readonly ('ok' | 'refused' | 'late')[], body: Webhook['body'] = 'text') {
    const asked: RequestInit[] = [];
    const send = vi.fn(async (_: unknown, init?: RequestInit) => {
      const answer = answers[asked.length];
      asked.push(init ?? {});
      if (answer === 'late') throw new DOMException('late', 'TimeoutError');
      if (answer !== 'ok') throw new TypeError('Failed to fetch');
      return new Response();
    });
    const sent = postWebhook({ ...HOOK, body }, 'words', send as typeof fetch);
    await vi.runAllTimersAsync();
    return { sent: await sent, asked };
  }

  it('brings no cookie and no address of this page, and asks nobody first', async () => {
    const { sent, asked } = await post(['ok']);
    expect(sent).toMatchObject({ isSent: true, tries: 1 });
    expect(asked[0]).toMatchObject({
      mode: 'no-cors',
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      body: 'words',
    });
    expect(asked[0]?.headers).toBeUndefined();
  });

  it('is tried three times and no more', async () => {
    const { sent, asked } = await post(['refused', 'refused', 'refused', 'ok']);
    expect(sent).toMatchObject({ isSent: false, tries: 3 });
    expect(asked).toHaveLength(3);
    expect((await post(['refused', 'ok'])).sent).toMatchObject({ isSent: true, tries: 2 });
  });

  it('that nobody answered in time is not sent twice', async () => {
    expect((await post(['late', 'ok'])).sent).toMatchObject({ isSent: false, tries: 1 });
  });

  it('is wrapped as Slack and Discord take it', async () => {
    expect((await post(['ok'], 'json')).asked[0]?.body).toBe('{"text":"words"}');
    const form = (await post(['ok'], 'form')).asked[0]?.body as FormData;
    expect(form.get('content')).toBe('words');
  });
});

describe('alerts', () => {
  async function send(alerts: Parameters<typeof sendWebhooks>[0], hook: Webhook, rules = RULES) {
    const words: string[] = [];
    const choices = { ...NO_CHOICES, webhooks: new Map([[NAN, hook]]) };
    const post = async (_: unknown, text: string) => {
      words.push(text);
      return { atMs: 1, isSent: true, tries: 1 };
    };
    const note = vi.fn(async () => undefined);
    await sendWebhooks(alerts, rules, choices, PAGE, note, post);
    expect(note).toHaveBeenCalledTimes(words.length);
    return words;
  }

  it('of the rule alone are sent, several at once as one', async () => {
    const text =
      'loss of run “quick-fox” was NaN at step 1,200. https://cairn.test/#/runs/run-of-a?metric=loss&step=1200';
    expect(await send([nanAlert('a'), failedAlert('b')], HOOK)).toEqual([text]);
    const many = Array.from({ length: 60 }, (_, at) => nanAlert(at === 0 ? 'a' : `x${at}`));
    expect(await send(many, HOOK)).toEqual([`${text} (and 59 more)`]);
  });

  it('are not sent while it is off, once somebody else changed the rule, or removed it', async () => {
    expect(await send([nanAlert('a')], { ...HOOK, enabled: false })).toEqual([]);
    const others: AlertRule = { ...rule, condition: { kind: 'not-finite', metric: '' } };
    expect(await send([nanAlert('a')], HOOK, new Map([[NAN, others]]))).toEqual([]);
    expect(await send([nanAlert('a')], HOOK, new Map([[NAN, { ...rule, scope: "tags.a = 'b'" }]]))).toEqual(
      [],
    );
    expect(await send([nanAlert('a')], HOOK, new Map())).toEqual([]);
    // What it is called is not what it asks for.
    expect(await send([nanAlert('a')], HOOK, new Map([[NAN, { ...rule, title: 'other' }]]))).toHaveLength(1);
  });
});

it('choices that are none are passed over', () => {
  const stored = new Map<string, unknown>([
    ['tell-all', 'loudly'],
    [`tell/${NAN}`, 'none'],
    ['tell/x', 7],
    [`webhook/${NAN}`, HOOK],
    ['webhook/x', { ...HOOK, body: 'hologram' }],
    ['snoozes', [{ of: 'run', id: 'r', untilMs: null }, { of: 'moon', id: 'r', untilMs: null }, 7]],
    ['sent/x', null],
  ]);
  expect(readChoices(stored)).toEqual({
    tellAll: 'app',
    tell: new Map([[NAN, 'none']]),
    webhooks: new Map([[NAN, HOOK]]),
    sent: new Map(),
    snoozes: [{ of: 'run', id: 'r', untilMs: null }],
  });
  expect(readChoices(new Map([['snoozes', 'all']]))).toEqual(NO_CHOICES);
});
