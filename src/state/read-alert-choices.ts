import * as v from 'valibot';
import { type AlertRuleId, toAlertRuleId } from '../domain/alerts/alert-rule.ts';
import type { Snooze } from '../domain/alerts/alert-standing.ts';
import { MAX_ADDRESS, MAX_WORDS } from '../domain/alerts/webhook.ts';
import { type AlertChoices, NO_CHOICES, SNOOZES, TELL_ALL } from './alert-choices.ts';

const MOST_SNOOZES = 1000;

const tellHow = v.picklist(['notify', 'app', 'none']);
const webhook = v.object({
  enabled: v.boolean(),
  address: v.pipe(v.string(), v.maxLength(MAX_ADDRESS)),
  text: v.pipe(v.string(), v.maxLength(MAX_WORDS)),
  body: v.picklist(['text', 'json', 'form']),
  agreedTo: v.string(),
});
const sent = v.object({ atMs: v.number(), isSent: v.boolean(), tries: v.number() });
const snooze = v.object({
  of: v.picklist(['alert', 'run', 'rule']),
  id: v.string(),
  untilMs: v.nullable(v.number()),
});

/** Of what is stored, everything that this Cairn knows. */
export function readChoices(stored: ReadonlyMap<string, unknown>): AlertChoices {
  const byRule = <T>(kind: string, read: (raw: unknown) => T | null): ReadonlyMap<AlertRuleId, T> => {
    const found = new Map<AlertRuleId, T>();
    for (const [name, raw] of stored) {
      const value = name.startsWith(`${kind}/`) ? read(raw) : null;
      if (value !== null) found.set(toAlertRuleId(name.slice(kind.length + 1)), value);
    }
    return found;
  };
  return {
    tellAll: readAs(tellHow, stored.get(TELL_ALL)) ?? NO_CHOICES.tellAll,
    tell: byRule('tell', (raw) => readAs(tellHow, raw)),
    webhooks: byRule('webhook', (raw) => readAs(webhook, raw)),
    sent: byRule('sent', (raw) => readAs(sent, raw)),
    snoozes: readSnoozes(stored.get(SNOOZES)),
  };
}

export function readSnoozes(stored: unknown): readonly Snooze[] {
  const list: readonly unknown[] = Array.isArray(stored) ? stored : [];
  return list.slice(-MOST_SNOOZES).flatMap((raw) => readAs(snooze, raw) ?? []);
}

function readAs<T>(schema: v.GenericSchema<unknown, T>, raw: unknown): T | null {
  const parsed = v.safeParse(schema, raw);
  return parsed.success ? parsed.output : null;
}
